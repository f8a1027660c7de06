"""What befell a busy account's payments on its last day, counted from its JSON: what truths are held against."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from evals.recipes import BUSY
from evals.truth import Fact, Truth, Value
from evals.world.build import World, build_busy
from evals.world.busy import Pace
from evals.world.draw import DAY
from evals.world.shelf import JsonObject

from . import served
from .conftest import NOW, at_rest

A_DAY = 70
WEEKS_BEFORE = {"F06", "F06t"}
"""What is held against the weeks before, so that its account is older than the others."""
LAST_DAY = (NOW - DAY, NOW)
YESTERDAY = (NOW // DAY * DAY - DAY, NOW // DAY * DAY)
PAID = {"succeeded", "requires_capture"}
DIFFERENT = tuple(name for name, _ in BUSY if name != "S01t")  # which tests/world/test_mornings.py is about
ADAY = tuple(name for name in DIFFERENT if name[:3] not in {"F07", "F08", "F11"})


@cache
def account(recipe: str) -> World:
    pace = Pace(A_DAY, days=30 if recipe in WEEKS_BEFORE else 15)
    return at_rest(lambda: build_busy([recipe], 5, NOW, pace))


def truth(recipe: str) -> Truth:
    return account(recipe).truth_of(recipe)


def window_of(recipe: str) -> tuple[int, int]:
    return YESTERDAY if recipe.startswith("F06") else LAST_DAY


def values(told: Truth, prefix: str = "") -> dict[str, Value]:
    return {fact.key.removeprefix(prefix): fact.value for fact in told.facts if fact.key.startswith(prefix)}


def charges(world: World) -> list[JsonObject]:
    return list(world.shelves.platform.objects["charge"].values())


def rate(made: Sequence[JsonObject]) -> tuple[str, str]:
    ends = Counter(served.ending(one) for one in made)
    return str(ends["succeeded"]), str(ends.total() - ends["pending"])


# How a day's payments went


def day_seen(world: World, window: tuple[int, int]) -> dict[str, Value]:
    """The figures of a day, from its charges."""
    made = served.charges(world, window)
    ends = Counter(served.ending(one) for one in made)
    payments, first, eventual = served.recovery(world, window)
    seen: dict[str, Value] = {
        "attempts": len(made),
        **{name: ends[name] for name in ("succeeded", "failed", "blocked", "pending")},
        "success_rate": rate(made),
        "first_attempt_success": (str(first), str(payments)),
        "eventual_success": (str(eventual), str(payments)),
        "recovered": eventual - first,
        **{f"volume_{name}": amount for name, amount in served.volume(made).items()},
    }
    return seen


def differing(told: Truth, seen: dict[str, Value], prefix: str = "") -> list[str]:
    """The facts of what was seen that a truth states otherwise, or not at all."""
    stated = values(told, prefix)
    return [key for key, value in seen.items() if stated.get(key) != value]


# What befell it


def seen_tested(world: World, incident: dict[str, Value]) -> dict[str, Value]:
    made = [one for one in served.charges(world, LAST_DAY) if one["customer"] in of(incident)]
    good = [one for one in made if one["paid"]]
    return {
        "tested_attempts": len(made),
        "tested_cards": len({one["payment_method_details"]["card"]["fingerprint"] for one in made}),
        "tested_succeeded": len(good),
        "tested_usd": sum(one["amount"] for one in good),
    }


def seen_outage(world: World, incident: dict[str, Value]) -> dict[str, Value]:
    span = (whole(incident["since"]), whole(incident["until"]))
    made = [one for one in served.charges(world, span) if served.part(one, "brand") in of(incident)]
    failed = [one for one in made if one["outcome"]["reason"] == "processing_error"]
    intents = {one["payment_intent"] for one in failed}
    paid = [name for name in intents if world.shelves.platform.objects["payment_intent"][name]["status"] in PAID]
    return {
        "outage_attempts": len(made),
        "outage_failed": len(failed),
        "outage_recovered": (str(len(paid)), str(len(intents))),
    }


def seen_declines(world: World, incident: dict[str, Value]) -> dict[str, Value]:
    since = whole(incident["since"])
    after, before = served.charges(world, (since, NOW)), served.charges(world, (since - 28 * DAY, since))

    def inside(one: JsonObject) -> bool:
        return served.part(one, "country") in of(incident)

    return {
        "slice_before": rate([one for one in before if inside(one)]),
        "slice_success": rate([one for one in after if inside(one)]),
        "others_success": rate([one for one in after if not inside(one)]),
    }


def seen_rule(world: World, incident: dict[str, Value]) -> dict[str, Value]:
    made = [one for one in charges(world) if one["outcome"].get("rule") in of(incident)]
    amounts = Counter({one["currency"]: 0 for one in made})
    for one in made:
        amounts[one["currency"]] += one["amount"]
    assert all(one["created"] >= whole(incident["since"]) for one in made)
    assert set(of(incident)) <= world.shelves.platform.objects["radar.rule"].keys()
    return {"rule_blocked": len(made), **{f"rule_blocked_{name}": amount for name, amount in amounts.items()}}


def seen_flow(world: World, incident: dict[str, Value]) -> dict[str, Value]:
    span = (whole(incident["since"]), NOW)
    stuck = [
        one
        for one in served.unpaid(world, span, "requires_confirmation")
        if one["metadata"].get("service_type") in of(incident)
    ]
    intents = world.shelves.platform.objects["payment_intent"].values()
    begun = [one for one in intents if span[0] <= one["created"] < span[1]]
    amounts: Counter[str] = Counter()
    for one in stuck:
        amounts[one["currency"]] += one["amount"]
    service = Counter(one["status"] for one in begun if one["metadata"].get("service_type") in of(incident))
    assert service["requires_confirmation"] == len(stuck) >= 0.9 * service.total()
    return {
        "unconfirmed": len(stuck),
        "unconfirmed_share": (str(len(stuck)), str(len(begun))),
        **{f"unconfirmed_{name}": amount for name, amount in amounts.items()},
    }


def seen_fewer(world: World, incident: dict[str, Value]) -> dict[str, Value]:
    start, end = YESTERDAY
    week = 7 * DAY
    before = [len(served.charges(world, (start - ago * week, end - ago * week))) for ago in (1, 2, 3, 4)]
    return {f"attempts_{place + 1}_weeks_before": many for place, many in enumerate(before)}


def seen_mix(world: World, incident: dict[str, Value]) -> dict[str, Value]:
    since = whole(incident["since"])
    after, before = served.charges(world, (since, NOW)), served.charges(world, (since - 14 * DAY, since))

    def inside(one: JsonObject) -> bool:
        return served.part(one, "country") in of(incident)

    return {
        f"{name}_{when}": rate([one for one in made if part is None or inside(one) is part])
        for name, part in (("whole", None), ("slice", True), ("others", False))
        for when, made in (("before", before), ("after", after))
    }


Seen = Callable[[World, dict[str, Value]], dict[str, Value]]
SEEN: dict[str, Seen] = {
    "cards were tested": seen_tested,
    "issuers could not be reached": seen_outage,
    "issuers decline more": seen_declines,
    "a rule blocks what used to be paid": seen_rule,
    "payments are begun and never confirmed": seen_flow,
    "fewer people buy": seen_fewer,
    "more is paid with cards that were always refused more often": seen_mix,
}


def of(incident: dict[str, Value]) -> tuple[str, ...]:
    named = incident["slice"]
    assert isinstance(named, tuple)
    return named


def whole(value: Value) -> int:
    assert isinstance(value, int)
    return value


def incidents(told: Truth) -> Iterator[str]:
    """The prefixes of the facts about each incident."""
    yield from (fact.key.removesuffix("incident") for fact in told.facts if is_incident(fact))


def is_incident(fact: Fact) -> bool:
    return fact.key == "incident" or (fact.key.startswith("incident_") and fact.key.endswith("_incident"))


def part(value: Value) -> float:
    assert isinstance(value, tuple)
    return int(value[0]) / int(value[1])
