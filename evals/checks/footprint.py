"""That a recipe plants what it says and moves nothing else: the difference to the clean account, on both layers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from evals.checks.staged import Planted, Staged, shelves
from evals.recipes import BY_NAME
from evals.suite.case import Case, Computed
from evals.world.happened import Happened, Payment
from evals.world.shelf import Shelf

UNNAMED: Mapping[str, int] = {
    **{"C11t": 2, "N03": 1, "N09": 1, "N09t": 1, "N10": 1, "N10t": 1, "N11": 1, "N11t": 1},
    **{"R02": 7, "R02t": 1},
}
"""Payments that a recipe plants and its truth has no reason to name: the scenery of its story."""

NEW_PROVIDER = frozenset({"BOOKING", "S01", "N13", "N13t", "N14", *(name for name in BY_NAME if name.startswith("D"))})
"""Recipes with providers of their own, whose other bookings are scenery too."""
ENDPOINT_DOWN = frozenset({"B11"})
PAID_OUT_AT_ONCE = frozenset({"D07"})
"""Recipes that have the platform's money of one currency paid out, by which its own account shows its bank anew."""
SUMS = frozenset({"balance", "payout"})
"""What adds up everything, and so can't stay."""

OF_AN_ENDPOINT = frozenset({"event", "webhook_endpoint"})
"""What shows that an endpoint was down: its state, and what it still owes."""


def spilled(staged: Staged) -> list[str]:
    """What planting changed that it should have left alone, and what it added that no truth accounts for.

    Of a busy account that is not asked: its recipes are what befell the payments that were there.
    """
    if staged.stage.is_busy:
        return []
    return [*_happened(staged), *_shown(staged), *_unreferred(staged)]


def _happened(staged: Staged) -> list[str]:
    """Of the first layer: people, payments and memberships as they were, and none new but those of the stories."""
    before, after = staged.clean.happened, staged.world.happened
    recipes = set(staged.stage.recipes)
    wrong = [f"{name} changed" for name, was, held in _people(before, after) if held != was]
    if _plain(after, recipes) != _plain(before, recipes):
        wrong.append("the platform changed")
    known = {payment.id for payment in before.payments}
    named = {name for case in staged.cases for name in _named(case)}
    apart = {one.id for one in after.platform.apart} if recipes & NEW_PROVIDER else set[str]()
    added = [one for one in after.payments if one.id not in known]
    stray = [one for one in added if one.booked is None or one.booked.provider.id not in apart]
    unnamed = [one for one in stray if not _ids(one) & named]
    expected = sum(UNNAMED.get(recipe, 0) for recipe in staged.stage.recipes)
    if len(unnamed) != expected:
        wrong.append(f"{len(unnamed)} planted payments that no truth names, not {expected}")
    return wrong


def _people(before: Happened, after: Happened) -> list[tuple[str, object, object]]:
    """Everybody and everything that was there, with what became of it."""
    pairs: list[tuple[str, object, object]] = []
    for was, held in (
        (before.people, after.people),
        (before.payments, after.payments),
        (before.memberships, after.memberships),
    ):
        found = {one.id: one for one in held}
        pairs += [(one.id, one, found.get(one.id)) for one in was]
    return pairs


def _plain(happened: Happened, recipes: set[str]) -> object:
    """The platform without what a recipe on the stage may change."""
    platform = happened.platform
    if recipes & ENDPOINT_DOWN:
        down = (replace(one, down_from=None, disabled_at=None) for one in platform.endpoints)
        platform = replace(platform, endpoints=tuple(down))
    if recipes & PAID_OUT_AT_ONCE and platform.treasury is not None:
        platform = replace(platform, treasury=replace(platform.treasury, instant=()))
    if recipes & NEW_PROVIDER:
        platform = replace(platform, apart=())
    return platform


def _named(case: Case) -> set[str]:
    """Every object that a truth names."""
    truth = case.truth
    names = {truth.payment, truth.subject, *(one.object_id for one in truth.distractors)}
    names |= {str(fact.value) for fact in truth.facts if fact.kind == "id" and fact.value}
    names |= {place.object_id for found in truth.evidence for place in found.alternatives}
    return names - {""}


def _ids(payment: Payment) -> set[str]:
    """What a payment can be named by: itself, its charges, what came of it, or the bill and membership it is for."""
    steps = {str(getattr(step, "id", "")) for step in payment.steps} | {one.charge for one in payment.attempts}
    bill = {payment.bill.id, payment.bill.membership} if payment.bill else set[str]()
    return ({payment.id} | steps | bill) - {""}


def _shown(staged: Staged) -> list[str]:
    """Of the second layer: nothing that was there is shown otherwise, but for sums and what waits for an endpoint."""
    excused = OF_AN_ENDPOINT if set(staged.stage.recipes) & ENDPOINT_DOWN else frozenset[str]()
    changed = [one for one in staged.planted if one.before is not None and not (one.kind in excused or _adds_up(one))]
    held = {(shelf.account, kind, name) for shelf in shelves(staged.world) for kind, name in _names(shelf)}
    lost = [
        f"{kind} {name} is gone"
        for shelf in shelves(staged.clean)
        for kind, name in _names(shelf)
        if (shelf.account, kind, name) not in held
        and not _adds_up(Planted(shelf.account, kind, name, shelf.objects[kind][name], None))
    ]
    own = staged.world.happened.platform.account if set(staged.stage.recipes) & PAID_OUT_AT_ONCE else ""
    return lost + [f"{one.kind} {one.identity} changed" for one in changed if one.identity != own]


def _names(shelf: Shelf) -> Iterator[tuple[str, str]]:
    return ((kind, name) for kind, objects in shelf.objects.items() for name in objects)


def _adds_up(one: Planted) -> bool:
    """Whether an object is a sum of many, or the entry or event of one."""
    about = one.shown
    if one.kind == "event":
        about = one.shown["data"]["object"]
    elif one.kind == "v2.core.event":
        about = {"object": one.shown["related_object"]["type"]}
    entry = about.get("object") == "balance_transaction" and str(about.get("type")).startswith("payout")
    return entry or about.get("object") in SUMS


def _unreferred(staged: Staged) -> list[str]:
    """Objects that were added and hang on nobody who was added: closed under what names what."""
    happened, before = staged.world.happened, staged.clean.happened
    known = {one.id for one in (*before.payments, *before.people, *before.memberships)}
    new = {one.id for one in (*happened.payments, *happened.people, *happened.memberships)} - known
    new |= {method.id for person in happened.people if person.id in new for method in person.methods}
    new |= {one.account for one in happened.platform.apart} - {one.account for one in before.platform.apart}
    return [f"{one.kind} {one.identity} hangs on nothing planted" for one in _loose(staged.planted, new)]


def _loose(planted: Sequence[Planted], known: set[str]) -> list[Planted]:
    left = [
        (one, set(_strings(one.shown)) | {one.identity, one.account})
        for one in planted
        if one.before is None and not _adds_up(one)
    ]
    names = set(known)
    while True:
        found = [(one, words) for one, words in left if words & names]
        if not found:
            return [one for one, _ in left]
        names |= {one.identity for one, _ in found}
        left = [(one, words) for one, words in left if one.identity not in names]


def _strings(value: Any) -> Iterable[str]:
    """Every string in an object."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in cast(dict[str, Any], value).values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            yield from _strings(inner)


def one_case_a_recipe(staged: Staged) -> list[str]:
    """A stage tells each of its recipes once, so that what is planted and what is asked about are the same.

    A busy one may be asked about more than once.
    """
    asked = [case.source.recipe for case in staged.cases if isinstance(case.source, Computed)]
    if staged.stage.is_busy:
        asked = list(dict.fromkeys(asked))
    return [] if sorted(asked) == sorted(staged.stage.recipes) else [f"plants {staged.stage.recipes}, asks {asked}"]
