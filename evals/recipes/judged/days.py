"""How a busy account's payments went over a time, and what befell them: counts, amounts and shares, all whole."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from evals.recipes.expected import counted
from evals.recipes.expected.counted import Counts, Ending, Tried, Window
from evals.recipes.expected.networks import of_visa
from evals.recipes.judged.found import Found, count, explained, fine, money
from evals.recipes.judged.perils import judge_programme
from evals.recipes.judged.sliced import MOST_CODES, in_slice, rate, telling
from evals.recipes.matter import Incident, Matter, What
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence
from evals.world.draw import DAY
from evals.world.happened import Happened, Payment
from evals.world.market import in_us_cents
from evals.world.parties import Card
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party, Verdict

WEEK = 7 * DAY
WEEKS = 4
FEWEST = 8
"""How many payments an incident beside others is of at least, for an answer to have to know it from any day's."""
"""How many weeks before are looked at: for a slice as a whole, for a day its weekday of each."""
CAUSES: dict[What, tuple[Cause, Party]] = {
    What.CARDS_TESTED: (Cause.RISK_SIGNS_FOUND, Party.PLATFORM),
    What.UNREACHABLE: (Cause.PROCESSING_ERROR, Party.ISSUER),
    What.DECLINING: (Cause.ISSUER_DECLINED, Party.ISSUER),
    What.RULE_ADDED: (Cause.BLOCKED_BY_RULE, Party.PLATFORM),
    What.FLOW_BROKEN: (Cause.NEVER_CONFIRMED, Party.INTEGRATION),
}

UNRECORDED = frozenset({Cause.NEVER_CONFIRMED})
"""Behind what Stripe holds no reason: that a page confirms nothing is seen, and why it doesn't is not."""


def judge_health(matter: Matter, index: Index) -> Found:
    """How the payments of a time went; where something befell them, what and how many, the dearest first.

    What is over comes after what isn't. That fewer buy is no fault of any payment's.
    """
    happened = index.happened
    befallen = [_BEFALLEN[one.what](happened, one) for one in matter.incidents]
    befallen.sort(key=lambda one: (one.incident.over, -one.cost))
    told = [
        fact
        for one in befallen
        for fact in telling(happened, matter.window, one.incident, closely=_closely(one, befallen))
    ]
    keys = {fact.key for fact, _ in told}
    stated = [one for one in figures(happened, matter.window) if one[0].key not in keys] + told
    for place, one in enumerate(befallen):
        stated += _named(one, f"incident_{place}_" if len(befallen) > 1 else "")
    if matter.incidents and matter.incidents[0].what in CAUSES:
        causes = [CAUSES[one.incident.what] for one in befallen]
        found = replace(explained(*causes[0], stated), beside=tuple(cause for cause, _ in causes[1:]))
        return replace(found, verdict=Verdict.LIKELY) if found.cause in UNRECORDED else found
    return fine(Cause.NO_FAULT_FOUND, stated)


def judge_approach(matter: Matter, index: Index) -> Found:
    """How near a month is to Visa's bound: its claims, held against its payments."""
    found, standing = judge_programme(matter, index), of_visa(index.happened, matter.window[0])
    return replace(found, stated=[*found.stated, rate("claims_rate network=visa", standing.claims, standing.payments)])


def judge_revenue(matter: Matter, index: Index) -> Found:
    """What a day brought to the balance: gross, fees, refunds and what is left, of each currency that it holds."""
    if counted.at_the_edge(index.happened, matter.window):
        raise ValueError(f"{matter.recipe}: money was on its way at an edge of {matter.window}")
    stated = [state("zone", "text", dict(matter.questions[0].given)["zone"], critical=False)]
    for currency, brought in counted.revenue(index.happened, matter.window).items():
        stated += [
            money(f"gross_of_day currency={currency}", brought.gross, currency),
            money(f"fees_of_day currency={currency}", brought.fees, currency),
            money(f"refunds_of_day currency={currency}", brought.refunds, currency),
            money(f"net_of_day currency={currency}", brought.net, currency),
        ]
    return fine(Cause.NO_FAULT_FOUND, stated)


def figures(happened: Happened, window: Window) -> list[Stated]:
    """What any answer about a time's payments holds: counts, shares of counts, amounts by currency."""
    made = counted.tries(happened, window)
    counts, again = Counts.of(made), counted.recovery(happened, window)
    stated = [
        count("attempts", counts.attempts, critical=False),
        count("succeeded", counts.succeeded, critical=False),
        count("failed", counts.failed, critical=False),
        count("blocked", counts.blocked, critical=False),
        count("pending", counts.pending, critical=False),
        rate("success_rate", *counts.rate),
        rate("first_attempt_success", again.first, again.payments, critical=False),
        rate("eventual_success", again.eventual, again.payments, critical=False),
        count("recovered", again.recovered, critical=False),
    ]
    volume = counted.volume(made)
    stated += [money(f"volume_{name}", volume[name], name, critical=False) for name in sorted(volume)]
    common = counted.codes(made).most_common(MOST_CODES)
    return [*stated, *(count(f"failures code={code}", many, critical=False) for code, many in common)]


@dataclass(frozen=True)
class _Befallen:
    """What came of an incident: what it cost in US cents, roughly, and its own facts."""

    incident: Incident
    cost: int
    stated: Sequence[Stated]
    payments: int = 0


def _closely(one: _Befallen, befallen: Sequence[_Befallen]) -> bool:
    """Whether an answer has to give an incident's own figures: where it is the only one, or goes on and is of more
    payments than chance brings on any day.
    """
    return len(befallen) == 1 or (not one.incident.over and one.payments >= FEWEST)


def _named(one: _Befallen, prefix: str) -> Iterable[Stated]:
    """The facts of an incident under names of their own."""
    incident = one.incident
    whole = [
        state("incident", "text", incident.what.value),
        state("since", "time", incident.since, tolerance=3600),
        state("over", "bool", incident.over),
        *([state("slice", "set", incident.values)] if incident.values else []),
        *one.stated,
    ]
    for fact, places in whole:
        critical = fact.critical and fact.kind == "id" and one.payments >= FEWEST and not incident.over
        yield replace(fact, key=prefix + fact.key, critical=critical), replace(places, fact=prefix + places.fact)


def _cards_tested(happened: Happened, one: Incident) -> _Befallen:
    made = [tried for tried in _within(happened, one) if tried.payment.person.id in one.values]
    good = [tried for tried in made if tried.ending is Ending.SUCCEEDED]
    cards = {tried.attempt.method.fingerprint for tried in made if isinstance(tried.attempt.method, Card)}
    stated = [
        count("tested_attempts", len(made)),
        count("tested_cards", len(cards)),
        count("tested_succeeded", len(good)),
        *_amounts("tested", good),
    ]
    return _Befallen(one, _cents(tried.payment for tried in good), stated, len(made))


def _unreachable(happened: Happened, one: Incident) -> _Befallen:
    made = [tried for tried in _within(happened, one) if in_slice(tried, one)]
    failed = [tried for tried in made if tried.code == "processing_error"]
    payments = {tried.payment.id: tried.payment for tried in failed}
    lost = [payment for payment in payments.values() if payment.paid is None]
    stated = [
        count("outage_attempts", len(made)),
        count("outage_failed", len(failed)),
        rate("outage_recovered", len(payments) - len(lost), len(payments)),
        state("until", "time", one.until, tolerance=3600, critical=False),
    ]
    return _Befallen(one, _cents(lost), stated, len(payments))


def _declining(happened: Happened, one: Incident) -> _Befallen:
    made = [tried for tried in _within(happened, one) if in_slice(tried, one)]
    span = (one.since - WEEKS * WEEK, one.since)
    before = [tried for tried in counted.tries(happened, span) if in_slice(tried, one)]
    rest = [tried for tried in _within(happened, one) if not in_slice(tried, one)]
    declined = [tried for tried in made if tried.code == "do_not_honor" and tried.payment.paid is None]
    stated = [
        rate("slice_before", *Counts.of(before).rate, critical=False),
        rate("slice_success", *Counts.of(made).rate),
        rate("others_success", *Counts.of(rest).rate, critical=False),
        count("slice_declined", len(declined)),
    ]
    return _Befallen(one, _cents(tried.payment for tried in declined), stated, len(declined))


def _rule_added(happened: Happened, one: Incident) -> _Befallen:
    blocked = [tried for tried in _within(happened, one) if _rule_of(tried) in one.values]
    stated = [
        count("rule_blocked", len(blocked)),
        *_amounts("rule_blocked", blocked),
        rate("rule_blocked_good", one.good, len(blocked), critical=False),
        *(state("rule", "id", rule, *_where_blocked(blocked, rule)) for rule in one.values),
    ]
    return _Befallen(one, _cents(tried.payment for tried in blocked), stated, len(blocked))


def _where_blocked(blocked: Sequence[Tried], rule: str) -> list[Evidence]:
    """The first charges that a rule stopped, which name it."""
    return [Evidence(one.attempt.charge, "outcome.rule", rule) for one in blocked if _rule_of(one) == rule][:3]


def _part(made: Iterable[Tried], one: Incident, inside: bool | None) -> list[Tried]:
    """The attempts of an incident's slice, those of no such slice, or all."""
    return [tried for tried in made if inside is None or in_slice(tried, one) is inside]


def _mix_shifted(happened: Happened, one: Incident) -> _Befallen:
    """Strictly Simpson's: the whole falls, neither the slice nor the rest does. Raises ValueError where one does."""
    made, span = _within(happened, one), (one.since - 2 * WEEK, one.since)
    earlier = counted.tries(happened, span)
    pairs = [
        (Counts.of(_part(earlier, one, inside)).rate, Counts.of(_part(made, one, inside)).rate)
        for inside in (None, True, False)
    ]
    falls = [after[0] * before[1] < before[0] * after[1] for before, after in pairs]
    if falls != [True, False, False]:
        raise ValueError(f"no shift of the mix alone, from and to: {pairs}")
    names = ("whole", "slice", "others")
    stated = [
        rate(f"{name}_{when}", *parts, critical=False)
        for name, pair in zip(names, pairs, strict=True)
        for when, parts in zip(("before", "after"), pair, strict=True)
    ]
    return _Befallen(one, 0, stated)


def _flow_broken(happened: Happened, one: Incident) -> _Befallen:
    begun = [payment for payment in counted.own(happened) if one.since <= payment.created_at < one.until]
    stuck = [payment for payment in begun if payment.booked and payment.booked.service in one.values]
    stuck = [payment for payment in stuck if payment.chosen_method is not None and not payment.steps]
    asked: Counter[str] = Counter()
    for payment in stuck:
        asked[payment.currency] += payment.amount
    stated = [
        count("unconfirmed", len(stuck)),
        rate("unconfirmed_share", len(stuck), len(begun), critical=False),
        *(money(f"unconfirmed_{name}", asked[name], name, critical=False) for name in sorted(asked)),
    ]
    return _Befallen(one, _cents(stuck), stated, len(stuck))


def _fewer(happened: Happened, one: Incident) -> _Befallen:
    """Beside the same weekday of the weeks before."""
    stated: list[Stated] = []
    for week in range(1, WEEKS + 1):
        counts = Counts.of(counted.tries(happened, (one.since - week * WEEK, one.until - week * WEEK)))
        stated.append(count(f"attempts_{week}_weeks_before", counts.attempts, critical=False))
    day = datetime.fromtimestamp(one.since, UTC).date().isoformat()
    return _Befallen(one, 0, [*stated, state("day", "text", day, critical=False)])


_BEFALLEN: dict[What, Callable[[Happened, Incident], _Befallen]] = {
    What.CARDS_TESTED: _cards_tested,
    What.UNREACHABLE: _unreachable,
    What.DECLINING: _declining,
    What.RULE_ADDED: _rule_added,
    What.FLOW_BROKEN: _flow_broken,
    What.FEWER: _fewer,
    What.MIX_SHIFTED: _mix_shifted,
}


def _within(happened: Happened, one: Incident) -> list[Tried]:
    return counted.tries(happened, (one.since, one.until))


def _rule_of(tried: Tried) -> str | None:
    """The rule that blocked an attempt."""
    rule = tried.attempt.risk.rule
    return rule.id if rule and tried.ending is Ending.BLOCKED else None


def _amounts(key: str, made: Iterable[Tried]) -> list[Stated]:
    found: Counter[str] = Counter()
    for tried in made:
        found[tried.payment.currency] += tried.payment.amount
    return [money(f"{key}_{name}", found[name], name, critical=name == "usd") for name in sorted(found)]


def _cents(payments: Iterable[Payment]) -> int:
    return sum(in_us_cents(payment.amount, payment.currency) for payment in payments)
