"""Whether what a truth says stands in the account, where the truth says it stands."""

from collections.abc import Iterator
from typing import Any, cast

from evals.checks.staged import Staged
from evals.suite.accounts import Shown
from evals.truth import Evidence, Truth
from evals.world.build import World


def unread(world: World, truth: Truth) -> Iterator[str]:
    """Evidence of a truth that doesn't stand where the truth says."""
    for wanted in truth.evidence:
        for place in wanted.alternatives:
            found = read(world, place)
            if found != place.expected:
                yield f"{truth.recipe} {wanted.fact}: {place.object_id} {place.path} is {found!r}"


def read(world: World, place: Evidence) -> Any:
    """What stands at a place. Raises KeyError for an object that isn't there."""
    return at(find(world, place.object_id), place.path)


def at(shown: Any, path: str) -> Any:
    """What stands at a dotted path of an object; none where the path leads nowhere."""
    value = shown
    for part in path.split("."):
        if isinstance(value, list):
            rows = cast(list[Any], value)
            value = rows[int(part)] if part.isdecimal() and int(part) < len(rows) else None
        else:
            value = cast(dict[str, Any], value).get(part) if isinstance(value, dict) else None
    return value


def find(world: World, identity: str) -> dict[str, Any]:
    """An object of a world by its id, on whichever account. Raises KeyError if there is none."""
    found = Shown([world.shelves]).find(identity)
    if found is None:
        raise KeyError(identity)
    return cast(dict[str, Any], found)


def misplaced(staged: Staged) -> list[str]:
    """Evidence that is not in the account, and distractors that aren't there."""
    shown = Shown([staged.world.shelves])
    gone = [
        f"{case.id}: distractor {one.object_id} is not there"
        for case in staged.cases
        for one in case.truth.distractors
        if shown.find(one.object_id) is None
    ]
    places = [place.object_id for case in staged.cases for found in case.truth.evidence for place in found.alternatives]
    gone += [f"{identity} is named as evidence and is not there" for identity in places if shown.find(identity) is None]
    if gone:
        return gone
    return [f"{case.id}: {wrong}" for case in staged.cases for wrong in unread(staged.world, case.truth)]


def depths(staged: Staged) -> dict[str, int]:
    """How many newer payments a list of all shows before the one that each case turns on."""
    oldest_first = list(staged.world.shelves.platform.objects["payment_intent"])
    place = {identity: newer for newer, identity in enumerate(oldest_first[::-1])}
    return {case.id: place[case.truth.payment] for case in staged.cases if case.truth.payment in place}
