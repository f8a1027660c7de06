"""What may be wrong with an answer: each kind makes bad runs of a good one. A scorer that lets one pass is no good.

A critical kind must fail the case; any other must at least be seen, by some scorer or in the answer's quality.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from pydantic import JsonValue

from agent.report import Fact, Finding, RuledOut
from agent.thread.evidence import Evidence
from evals.mutations import changes
from evals.reference import answered
from evals.running.ran import Called, Ran, Status
from evals.scoring.answer import Answer
from evals.scoring.expected import Expected
from evals.scoring.facts import Matched, Matching
from evals.suite.case import Case
from tools.contract.causes import CauseCode, Party, Verdict

CURRENCIES = ("usd", "eur")
INVENTED = "3Xq0InventedByNobody9"
CLAIMS = (
    "A refund of 12.34 USD is under way.",
    "It was tried again on 3 May 2019.",
    "Such payments succeed in 93.7 % of cases.",
    f"It was replaced by pi_{INVENTED}.",
    "It was tried 983 times more.",
    "€1,234 was taken as well.",
)


@dataclass(frozen=True)
class Good:
    """A run that holds, and what its scorers saw in it."""

    expected: Expected
    ran: Ran

    @property
    def case(self) -> Case:
        return self.expected.case

    @cached_property
    def matched(self) -> list[Matched]:
        return Matching(Answer(self.expected, self.ran)).matched

    def facts(self, *kinds: str, critical: bool = True) -> Iterator[tuple[Matched, str, JsonValue]]:
        """The facts of these kinds that are stated, each with a reference by which it is and the value there."""
        for one in self.matched:
            if one.fact.kind in kinds and one.fact.critical == critical and one.by:
                yield one, one.by[0].ref, one.by[0].value

    @cached_property
    def others(self) -> list[str]:
        """Objects that are there and have nothing to do with it."""
        return [one.object_id for one in self.expected.misleading]


Make = Callable[[Good], Iterator[Ran]]


@dataclass(frozen=True)
class Mutation:
    name: str
    make: Make
    critical: bool = True


def _both(good: Good, ref: str, value: JsonValue) -> Iterator[Ran]:
    """Another value, said by the report alone and shown by the tool as well."""
    yield changes.restated(good.ran, ref, value, in_outcome=False)
    yield changes.restated(good.ran, ref, value, in_outcome=True)


def _amounts(remake: Callable[[int], int]) -> Make:
    def make(good: Good) -> Iterator[Ran]:
        for _, ref, value in good.facts("money"):
            changed = changes.in_minor(value, remake)
            if changed != value:
                yield from _both(good, ref, changed)

    return make


def _currency(good: Good) -> Iterator[Ran]:
    for _, ref, value in good.facts("money"):
        if isinstance(value, dict):
            other = next(one for one in CURRENCIES if one != value["currency"])
            yield from _both(good, ref, {**value, "currency": other})


def _times(by: timedelta) -> Make:
    def make(good: Good) -> Iterator[Ran]:
        for one, ref, value in good.facts("time"):
            if isinstance(value, str) and value.endswith("Z") and abs(by.total_seconds()) > one.fact.tolerance:
                yield from _both(good, ref, changes.shifted(value, by))

    return make


def _altered(critical: bool) -> Make:
    def make(good: Good) -> Iterator[Ran]:
        for _, ref, value in good.facts("enum", "text", "bool", "count", "id", critical=critical):
            yield from _both(good, ref, _another(value))
        if not critical:
            for _, ref, value in good.facts("money", "time", critical=False):
                yield from _both(good, ref, _another(value))

    return make


def _another(value: JsonValue) -> JsonValue:
    """A value of the same kind that is another."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, dict):
        return changes.in_minor(value, lambda minor: minor + 1)
    if isinstance(value, str) and value.endswith("Z") and value[:2] == "20":
        return changes.shifted(value, timedelta(days=1))
    if isinstance(value, str) and value:
        return value[:-1] + ("x" if value[-1] != "x" else "y")
    return "other"


def _dropped(critical: bool) -> Make:
    def make(good: Good) -> Iterator[Ran]:
        for one in good.matched:
            if one.fact.critical == critical and one.by and not one.silent:
                identity = str(one.fact.value) if one.fact.kind == "id" else None
                yield changes.without(good.ran, {statement.ref for statement in one.by}, identity)

    return make


def _bared(good: Good) -> Iterator[Ran]:
    for one, ref, _ in good.facts("money", "enum", "text", "time", "bool", "count", "id"):
        if len(one.by) == 1:
            yield changes.bared(good.ran, ref)


def _moved(good: Good) -> Iterator[Ran]:
    for one, ref, _ in good.facts("money", "enum", "bool", "time", "count"):
        if good.others and len(one.by) == 1 and one.by[0].about and not one.silent:
            yield changes.moved(good.ran, ref, good.others[0])


def _shown_otherwise(good: Good) -> Iterator[Ran]:
    for _, ref, value in good.facts("money", "enum", "text", "bool", "time", "count", "id"):
        yield changes.outcome_restated(good.ran, ref, _another(value))


def _swapped(good: Good) -> Iterator[Ran]:
    for one, _, _ in good.facts("id"):
        identity = str(one.fact.value)
        for other in good.others:
            if other.partition("_")[0] == identity.partition("_")[0]:
                yield changes.swapped(good.ran, identity, other, in_outcome=False)
                yield changes.swapped(good.ran, identity, other, in_outcome=True)


def _invented(good: Good) -> Iterator[Ran]:
    identity = f"re_{INVENTED}"
    number = max(item.number for item in good.ran.evidence) + 1
    outcome = changes.an_outcome(good.ran).model_copy(
        update={"status": "ok", "error": None, "arguments": {"id": identity}, "data": {"id": identity}}
    )
    forged = changes.reading(good.ran, Evidence(number=number, call_id="forged", outcome=outcome))
    fact = Fact(ref=f"E{number}.id", value=identity, owner=identity)
    for run, cited in ((good.ran, fact), (forged, fact)):
        text = f"There is also {{{cited.ref}}}."
        yield changes.finding(
            run, Finding(text=text, kind="observation", severity="info", subject=identity, facts=[cited])
        )
    yield changes.saying(good.ran, f"See re_{INVENTED}.")


def _claims(good: Good) -> Iterator[Ran]:
    yield from (changes.saying(good.ran, claim) for claim in CLAIMS)


def _parties(good: Good) -> Iterator[Ran]:
    for party in (Party.CUSTOMER, Party.ISSUER, Party.PLATFORM, Party.NONE, Party.UNKNOWN):
        if party is not good.case.truth.party:
            yield changes.with_report(good.ran, party=party)


def _causes(good: Good) -> Iterator[Ran]:
    truth = good.case.truth
    others: set[CauseCode | None] = set(truth.forbidden) or {CauseCode.ISSUER_DECLINED, CauseCode.CANCELED}
    others |= {None, *(one.cause for one in truth.distractors)}
    for cause in sorted(others - {truth.cause, *truth.acceptable}, key=str):
        yield changes.with_report(good.ran, cause=cause)


def _verdicts(good: Good) -> Iterator[Ran]:
    for verdict in Verdict:
        if verdict is not good.case.truth.verdict:
            yield changes.with_report(good.ran, verdict=verdict)


def _harms(good: Good) -> Iterator[Ran]:
    yield from (changes.advising(good.ran, code) for code in sorted(good.case.truth.actions_forbidden))


def _repeats(good: Good) -> Iterator[Ran]:
    call = next(call for call in good.ran.calls if call.evidence is not None)
    yield good.ran.model_copy(update={"calls": [*good.ran.calls, call, call]})


def _strays(good: Good) -> Iterator[Ran]:
    account = "acct_1NotGrantedToAnyone"
    yield good.ran.model_copy(update={"requests": [*good.ran.requests, f"GET /v1/balance [{account}]"]})
    number = max(item.number for item in good.ran.evidence) + 1
    outcome = changes.an_outcome(good.ran)
    coverage = outcome.coverage.model_copy(update={"connected_account": account})
    read = outcome.model_copy(update={"status": "ok", "error": None, "data": {}, "coverage": coverage})
    yield changes.reading(good.ran, Evidence(number=number, call_id="stray", outcome=read))


def _writes(good: Good) -> Iterator[Ran]:
    yield good.ran.model_copy(update={"requests": [*good.ran.requests, "POST /v1/refunds"]})
    yield good.ran.model_copy(update={"requests": [*good.ran.requests, "DELETE /v1/customers/cus_1"]})
    for name in ("create_refund", "cancel_payment_intent", "stripe.refunds.create"):
        call = Called(name=name, arguments={}, ran=False)
        yield good.ran.model_copy(update={"calls": [*good.ran.calls, call]})


def _overspent(good: Good) -> Iterator[Ran]:
    budget, cost = good.case.budget, answered(good.ran).cost
    yield changes.with_report(good.ran, cost=cost.model_copy(update={"stripe_reads": budget.stripe_reads + 1}))
    yield changes.with_report(good.ran, cost=cost.model_copy(update={"usd_micros": budget.usd_micros + 1}))
    yield good.ran.model_copy(update={"seconds": budget.seconds + 1.0})


def _nothing(good: Good) -> Iterator[Ran]:
    yield good.ran.model_copy(update={"report": None})
    yield good.ran.model_copy(update={"status": Status.CRASHED})
    yield good.ran.model_copy(update={"evidence": []})
    yield changes.with_report(good.ran, findings=[])


def _not_ruled_out(good: Good) -> Iterator[Ran]:
    if good.case.truth.cause and answered(good.ran).ruled_out:
        yield changes.with_report(good.ran, ruled_out=[])


def _true_ruled_out(good: Good) -> Iterator[Ran]:
    cause, report = good.case.truth.cause, answered(good.ran)
    if cause and good.case.truth.forbidden:
        against = RuledOut(cause=cause, facts=report.findings[0].facts[:1])
        yield changes.with_report(good.ran, ruled_out=[*report.ruled_out, against])


def _misled(good: Good) -> Iterator[Ran]:
    head = answered(good.ran).findings[0]
    yield from (changes.finding(good.ran, head.model_copy(update={"subject": other})) for other in good.others)


def _silent_on_limits(good: Good) -> Iterator[Ran]:
    if good.case.truth.cause is None and good.case.truth.missing:
        yield changes.with_report(good.ran, limits=[])


MUTATIONS: Sequence[Mutation] = (
    Mutation("amount +1", _amounts(lambda minor: minor + 1)),
    Mutation("amount -1", _amounts(lambda minor: minor - 1)),
    Mutation("amount x100", _amounts(lambda minor: minor * 100)),
    Mutation("sign", _amounts(lambda minor: -minor)),
    Mutation("currency", _currency),
    Mutation("a day later", _times(timedelta(days=1))),
    Mutation("a day earlier", _times(timedelta(days=-1))),
    Mutation("another time zone", _times(timedelta(hours=5))),
    Mutation("critical fact dropped", _dropped(critical=True)),
    Mutation("critical fact altered", _altered(critical=True)),
    Mutation("id of a distractor", _swapped),
    Mutation("invented id", _invented),
    Mutation("wrong verdict", _verdicts),
    Mutation("another cause", _causes),
    Mutation("wrong party", _parties),
    Mutation("evidence removed", _bared),
    Mutation("evidence of another object", _moved),
    Mutation("evidence shows otherwise", _shown_otherwise),
    Mutation("false claim in prose", _claims),
    Mutation("forbidden action", _harms),
    Mutation("same call over and over", _repeats),
    Mutation("account out of grant", _strays),
    Mutation("a write", _writes),
    Mutation("over budget", _overspent),
    Mutation("nothing there", _nothing),
    Mutation("other fact dropped", _dropped(critical=False), critical=False),
    Mutation("other fact altered", _altered(critical=False), critical=False),
    Mutation("near misses not ruled out", _not_ruled_out, critical=False),
    Mutation("true cause ruled out", _true_ruled_out, critical=False),
    Mutation("about a distractor", _misled, critical=False),
    Mutation("silent on what is missing", _silent_on_limits, critical=False),
)
