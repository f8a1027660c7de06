"""Questions about the risk of a time: what to look at, which rules fired, how near a threshold is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from agent.playbook.lists.programmes import RiskAt, counted, known, left, programmes, standing
from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftRuledOut, DraftStep, Severity
from agent.verification.causes import UNRECORDED, Case, Excluded, Proven, cases_of, judge, near_misses
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.risk import Pattern, Programme, RiskyPayment

_PAYMENTS, _PROVIDERS, _RULES, _PATTERNS = 6, 4, 5, 4
"""How many of each are told, the worst first; the evidence holds the others."""
_CLAIMED = 20
"""How many payments are told at the most that were disputed or warned of."""
_CITED, _STEPS = 8, 10
_OPEN = frozenset({"under_review", "warning_needs_response", "warning_under_review"})

_ESTIMATED = DraftLimit(
    missing="The networks' own figures: claims settled early, reports that a network leaves out and the way it groups "
    "accounts stay outside of Stripe's API. Every figure on a programme is an estimate.",
    would_settle="The Dashboard's page on monitoring programmes holds the networks' own figures.",
)
_PARTLY = DraftLimit(
    missing="A part of that time: some reads were refused or cut short.",
    would_settle="A shorter time, or a key that may read what is named under coverage.",
)
_PLAN = "Ask Stripe how the network counts, and for a plan to get below."
_PATTERN_WORDS = {
    "card_of_several_customers": "One card was used by several customers",
    "customer_with_many_cards": "One customer tried many cards",
    "card_disputed_again": "Several payments with one card are disputed",
}


def risk_of_time(at: RiskAt, question: str) -> Answer:
    """The answer about the risk of a window: what the question leads with, else the gravest, as far as it is proven."""
    at = replace(at, question=question)
    cases = cases_of(at.account, question, [at.evidence])
    first = CauseCode.RISK_SIGNS_FOUND if at.case.asked.leads_with_signs else None
    for cause, told in sorted(_TOLD, key=lambda one: one[0] is not first):
        ruling = judge(cause, *cases)
        if isinstance(ruling, Proven):
            against = [judge(miss, *cases) for miss in near_misses(cause, *cases)]
            sure = cause not in UNRECORDED and all(isinstance(one, Excluded) for one in against)
            answer = replace(told(at, ruling.refs[:_CITED]), ruled_out=tuple(_ruled_out(cause, cases)))
            return answer if sure else replace(answer, verdict=Verdict.LIKELY)
    return _open(at)


def _ruled_out(cause: CauseCode, cases: Sequence[Case]) -> Iterator[DraftRuledOut]:
    """The other answers that such a question may have, where the evidence is against them."""
    for other, _ in _TOLD:
        ruling = judge(other, *cases)
        if other is not cause and isinstance(ruling, Excluded):
            yield DraftRuledOut(cause=other, facts=list(ruling.refs[:_CITED]))


def _calm(at: RiskAt, refs: Sequence[str]) -> Answer:
    if at.case.of_bounds:
        said, around = standing(at), tuple(_told(at, but=at.case.programmes()))
    else:
        beside = " By estimate a programme's threshold is reached for its month: it is told below."
        said = f"{_counts(at)} Nothing of it needs a look.{beside if at.case.reached() else ''}"
        around = tuple(_told(at))
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.NO_FAULT_FOUND,
        party=Party.NONE,
        claim=finding("cause", at.account, said, *refs),
        findings=around,
        next_steps=(action(ActionCode.NO_ACTION, None, "Nothing needs to be done for that time."),),
        limits=(_ESTIMATED,),
    )


def _reached(at: RiskAt, refs: Sequence[str]) -> Answer:
    number, one = next(row for row in at.case.programmes() if row[1].reached)
    place = Place(at.ref(f"programmes[{number}]"))
    level = next(at for at, held in enumerate(one.levels) if held.name == one.reached)
    text = (
        f"By estimate, the level {place.slot('reached')} of {place.slot('name')} is reached for "
        f"{place.slot('month')}: {counted(place, one)}{left(place, one)}. That level needs "
        f"{place.slot(f'levels[{level}].needs')}.{known(place, one)}"
    )
    return Answer(
        verdict=Verdict.LIKELY,
        cause=CauseCode.THRESHOLD_REACHED,
        party=Party.PLATFORM,
        claim=finding("cause", at.account, text, *refs, severity="critical"),
        findings=tuple(_told(at, but=[(number, one)]))
        if at.case.of_bounds
        else (finding("total", at.account, _counts(at)), *_told(at, but=[(number, one)])),
        next_steps=(
            action(ActionCode.CONTACT_STRIPE, None, _PLAN),
            *_steps(at),
        ),
        limits=_limits(at),
    )


def _signs(at: RiskAt, refs: Sequence[str]) -> Answer:
    text, around = f"{_counts(at)} These need a look.", tuple(_told(at))
    if at.case.of_bounds:
        text = f"{standing(at)} The claims that it counts need a look."
        around = tuple(_told(at, but=at.case.programmes()))
    asks = (action(ActionCode.CONTACT_STRIPE, None, _PLAN),) if at.case.asked.bounds and at.case.reached() else ()
    return Answer(
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.RISK_SIGNS_FOUND,
        party=Party.PLATFORM,
        claim=finding("cause", at.account, text, *refs, severity="warning"),
        findings=around,
        next_steps=(*_steps(at), *asks),
        limits=_limits(at),
    )


_TOLD: tuple[tuple[CauseCode, Callable[[RiskAt, Sequence[str]], Answer]], ...] = (
    (CauseCode.THRESHOLD_REACHED, _reached),
    (CauseCode.RISK_SIGNS_FOUND, _signs),
    (CauseCode.NO_FAULT_FOUND, _calm),
)


def _open(at: RiskAt) -> Answer:
    text = (
        f"From {at.slot('since')} until {at.slot('until')}: not all of it could be read, so that nothing is summed up."
    )
    if at.case.of_bounds and at.found.programmes and not at.case.programmes():
        text = f"From {at.slot('since')} until {at.slot('until')}: such accounts are exempt from that programme."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", at.account, text, severity="warning"),
        findings=tuple(_told(at)),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again for a shorter time."),),
        limits=(_PARTLY, _ESTIMATED),
    )


def _limits(at: RiskAt) -> tuple[DraftLimit, ...]:
    return (_ESTIMATED,) if at.outcome.coverage.complete else (_PARTLY, _ESTIMATED)


def _counts(at: RiskAt) -> str:
    """What was counted, as far as it was read whole."""
    lost = f" ({', '.join(at.slot(f'disputed[{n}]') for n, _ in enumerate(at.found.disputed))})"
    said = {
        "attempt_count": f"attempts {at.slot('attempt_count')}, stopped as too risky or by a rule "
        f"{at.slot('blocked_count')}",
        "dispute_count": f"disputes opened {at.slot('dispute_count')}{lost if at.found.disputed else ''}",
        "warning_count": f"fraud warnings {at.slot('warning_count')}",
        "open_review_count": f"reviews still open {at.slot('open_review_count')}",
    }
    counted = "; ".join(text for name, text in said.items() if at.whole(name))
    return f"From {at.slot('since')} until {at.slot('until')}: {counted or 'nothing could be counted'}."


def _told(at: RiskAt, but: Sequence[tuple[int, Programme]] = ()) -> Iterator[DraftFinding]:
    """Every list that was read whole; before them the programmes, where those are asked about or a level is reached."""
    beneath = list(programmes(at, but))
    first = [one for one in beneath if at.case.of_bounds or one.severity == "critical"]
    yield from first
    if at.case.of_bounds:
        yield finding("total", at.account, _counts(at))
    lists = (("payments", _payments), ("providers", _providers), ("patterns", _patterns), ("rules", _rules))
    for name, told in lists[:1] if at.case.asked.bounds_alone else lists:
        if at.whole(name):
            yield from told(at)
    yield from (one for one in beneath if one not in first)


def _payments(at: RiskAt) -> Iterator[DraftFinding]:
    shown = _claimed(at.found.payments) if at.case.asked.bounds_alone else _shown(at.found.payments)
    if at.found.payment_count > len(shown) and at.whole("payment_count"):
        text = f"Payments with something against them: {at.slot('payment_count')}. Only the worst are told here."
        yield finding("total", at.account, text)
    for number, one in enumerate(shown):
        place = Place(at.ref(f"payments[{number}]"))
        name = "payment_intent" if one.payment_intent else "id"
        of = f", for {place.slot('provider')}" if one.provider else ""
        text = (
            f"{place.slot(name)} of {place.slot('amount')}, made {place.slot('created')}{of}: {_against(place, one)}."
        )
        severity: Severity = "critical" if one.dispute_status == "needs_response" else "info"
        if severity == "info" and (
            one.fraud_warning or one.dispute_status in _OPEN or (one.signs > 1 and not one.dispute)
        ):
            severity = "warning"
        yield finding("observation", one.payment_intent or one.id, text, severity=severity)


def _claimed(payments: Sequence[RiskyPayment]) -> Sequence[RiskyPayment]:
    """Those of the payments that were disputed or warned of, which stand first."""
    return [one for one in payments if one.dispute or one.fraud_warning][:_CLAIMED]


def _shown(payments: Sequence[RiskyPayment]) -> Sequence[RiskyPayment]:
    """The payments that are told: all that were disputed or warned of, up to a bound, and few beside them."""
    claimed = sum(bool(one.dispute or one.fraud_warning) for one in payments)
    return payments[: min(max(claimed, _PAYMENTS), _CLAIMED)]


def _against(place: Place, one: RiskyPayment) -> str:
    what = "asked about by the bank" if (one.dispute_status or "").startswith("warning_") else "disputed"
    due = f", to be answered by {place.slot('respond_by')}" if one.respond_by else ""
    said = [f"{what} ({place.slot('dispute')}, {place.slot('dispute_status')}{due})"] if one.dispute else []
    said += [f"the issuer warns of fraud ({place.slot('fraud_warning')})"] if one.fraud_warning else []
    said += [f"waits for a review ({place.slot('review')})"] if one.review else []
    if one.level is not None:
        score = f", score {place.slot('score')}" if one.score is not None else ""
        said.append(f"risk {place.slot('level')}{score}")
    return ", ".join(said) + ("" if one.paid else "; it was not paid")


def _providers(at: RiskAt) -> Iterator[DraftFinding]:
    claimed = [row for row in enumerate(at.found.providers) if row[1].dispute_count + row[1].warning_count]
    for number, _ in (claimed or list(enumerate(at.found.providers)))[:_PROVIDERS]:
        place = Place(at.ref(f"providers[{number}]"))
        text = (
            f"Provider {place.slot('provider')}: payments made {place.slot('paid_count')}, disputes "
            f"{place.slot('dispute_count')}, fraud warnings {place.slot('warning_count')}, attempts of raised risk "
            f"{place.slot('elevated_count')}."
        )
        yield finding("total", at.account, text)


def _patterns(at: RiskAt) -> Iterator[DraftFinding]:
    for number, one in enumerate(at.found.patterns[:_PATTERNS]):
        place = Place(at.ref(f"patterns[{number}]"))
        text = f"{_PATTERN_WORDS[one.kind]}: {_subject(one)} {place.slot('subject')}, charges {place.slot('count')}."
        yield finding("observation", at.account, text, place.ref("kind"), place.ref("charges"), severity="warning")


def _subject(one: Pattern) -> str:
    return "the customer" if one.kind == "customer_with_many_cards" else "the card of fingerprint"


def _rules(at: RiskAt) -> Iterator[DraftFinding]:
    for number, one in enumerate(at.found.rules[:_RULES]):
        place = Place(at.ref(f"rules[{number}]"))
        rule = f" {place.slot('rule')}" if one.rule else ""
        when = f" ({place.slot('predicate')})" if one.predicate else ""
        text = f"Stopped or set aside by {place.slot('reason')}{rule}{when}: attempts {place.slot('attempt_count')}."
        yield finding("total", at.account, text)


def _steps(at: RiskAt) -> tuple[DraftStep, ...]:
    steps: list[DraftStep] = []
    for number, one in enumerate(_shown(at.found.payments)):
        place, subject = Place(at.ref(f"payments[{number}]")), one.payment_intent or one.id
        if one.dispute_status == "needs_response":
            due = place.slot("respond_by") if one.respond_by else "its deadline"
            text = f"Answer {place.slot('dispute')} before {due}, or accept it."
            steps.append(action(ActionCode.RESPOND_TO_DISPUTE, subject, text))
        elif one.review:
            text = f"Decide the review {place.slot('review')}: approve the payment, or refund it."
            steps.append(action(ActionCode.DECIDE_REVIEW, subject, text))
        elif one.fraud_warning:
            text = f"Decide on {place.slot('fraud_warning')}: a refund before a dispute saves its fee."
            steps.append(action(ActionCode.REFUND_CUSTOMER, subject, text))
    rest = (action(ActionCode.REVIEW_RULE, None, "Look at the payments behind each pattern, and at the rules."),)
    return tuple(steps[:_STEPS]) or rest
