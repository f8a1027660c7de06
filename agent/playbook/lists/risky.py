"""Questions about the risk of a time: what to look at, which rules fired, how near a threshold is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep, Severity
from agent.thread.evidence import Evidence
from agent.verification.causes import UNRECORDED, Excluded, Proven, cases_of, judge, near_misses
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.outcome import Outcome
from tools.contract.risk import Pattern, Programme, RiskOverview, RiskyPayment

_PAYMENTS, _PROVIDERS, _RULES, _PATTERNS = 6, 4, 5, 4
"""How many of each are told, the worst first; the evidence holds the others."""
_CITED = 8

_ESTIMATED = DraftLimit(
    missing="The networks' own figures: claims settled early, reports that a network leaves out and the way it groups "
    "accounts stay outside of Stripe's API. Every figure on a programme is an estimate.",
    would_settle="The Dashboard's page on monitoring programmes holds the networks' own figures.",
)
_PARTLY = DraftLimit(
    missing="A part of that time: some reads were refused or cut short.",
    would_settle="A shorter time, or a key that may read what is named under coverage.",
)
_PATTERN_WORDS = {
    "card_of_several_customers": "One card was used by several customers",
    "customer_with_many_cards": "One customer tried many cards",
    "card_disputed_again": "Several payments with one card are disputed",
}


@dataclass(frozen=True)
class RiskAt(Place):
    """The view of a window."""

    found: RiskOverview
    outcome: Outcome

    @property
    def account(self) -> str:
        return self.outcome.coverage.account

    def whole(self, name: str) -> bool:
        """Whether what a field rests on was read to its end."""
        note = self.outcome.note(name)
        part = self.outcome.coverage.part(note.part) if note else None
        return part is not None and part.complete

    @property
    def evidence(self) -> Evidence:
        return Evidence(number=int(self.at[1:]), call_id="", outcome=self.outcome)


def risk_of_time(at: RiskAt, question: str) -> Answer:
    """The answer about the risk of a window: what the rules of its causes prove, the gravest first."""
    cases = cases_of(at.account, question, [at.evidence])
    for cause, told in _TOLD:
        ruling = judge(cause, *cases)
        if isinstance(ruling, Proven):
            against = [judge(miss, *cases) for miss in near_misses(cause, *cases)]
            sure = cause not in UNRECORDED and all(isinstance(one, Excluded) for one in against)
            answer = told(at, ruling.refs[:_CITED])
            return answer if sure else replace(answer, verdict=Verdict.LIKELY)
    return _open(at)


def _calm(at: RiskAt, refs: Sequence[str]) -> Answer:
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.NO_FAULT_FOUND,
        party=Party.NONE,
        claim=finding("cause", at.account, f"{_counts(at)} Nothing of it needs a look.", *refs),
        findings=tuple(_told(at)),
        next_steps=(action(ActionCode.NO_ACTION, None, "Nothing needs to be done for that time."),),
        limits=(_ESTIMATED,),
    )


def _reached(at: RiskAt, refs: Sequence[str]) -> Answer:
    number, one = next((number, one) for number, one in enumerate(at.found.programmes) if one.reached)
    place = Place(at.ref(f"programmes[{number}]"))
    level = next(at for at, held in enumerate(one.levels) if held.name == one.reached)
    text = (
        f"By estimate, the level {place.slot('reached')} of {place.slot('name')} is reached for "
        f"{place.slot('month')}: claims {place.slot('claims')}, a share of {place.slot('ratio')}. That level needs "
        f"{place.slot(f'levels[{level}].needs')}.{_ahead(place, one)}"
    )
    return Answer(
        verdict=Verdict.LIKELY,
        cause=CauseCode.THRESHOLD_REACHED,
        party=Party.PLATFORM,
        claim=finding("cause", at.account, text, *refs, severity="critical"),
        findings=(finding("total", at.account, _counts(at)), *_told(at, but=one)),
        next_steps=(
            action(ActionCode.CONTACT_STRIPE, None, "Ask Stripe how the network counts, and for a plan to get below."),
            *_steps(at),
        ),
        limits=_limits(at),
    )


def _signs(at: RiskAt, refs: Sequence[str]) -> Answer:
    text = f"{_counts(at)} These need a look."
    return Answer(
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.RISK_SIGNS_FOUND,
        party=Party.PLATFORM,
        claim=finding("cause", at.account, text, *refs, severity="warning"),
        findings=tuple(_told(at)),
        next_steps=_steps(at),
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


def _told(at: RiskAt, but: Programme | None = None) -> Iterator[DraftFinding]:
    """Every list that was read whole."""
    for name, told in (
        ("payments", _payments), ("providers", _providers), ("patterns", _patterns), ("rules", _rules)
    ):  # fmt: skip
        if at.whole(name):
            yield from told(at)
    yield from _programmes(at, but)


def _payments(at: RiskAt) -> Iterator[DraftFinding]:
    for number, one in enumerate(at.found.payments[:_PAYMENTS]):
        place = Place(at.ref(f"payments[{number}]"))
        name = "payment_intent" if one.payment_intent else "id"
        of = f", for {place.slot('provider')}" if one.provider else ""
        text = (
            f"{place.slot(name)} of {place.slot('amount')}, made {place.slot('created')}{of}: {_against(place, one)}."
        )
        severity: Severity = "critical" if one.dispute else "warning" if one.signs > 1 or one.fraud_warning else "info"
        yield finding("observation", one.payment_intent or one.id, text, severity=severity)


def _against(place: Place, one: RiskyPayment) -> str:
    said = [f"disputed ({place.slot('dispute')}, {place.slot('dispute_status')})"] if one.dispute else []
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


def _programmes(at: RiskAt, but: Programme | None) -> Iterator[DraftFinding]:
    for number, one in enumerate(at.found.programmes):
        if one is but:
            continue
        place = Place(at.ref(f"programmes[{number}]"))
        ahead = next((n for n, level in enumerate(one.levels) if not level.reached), None)
        share = f", {place.slot('ratio')}" if one.ratio else ""
        needs = place.slot(f"levels[{ahead}].needs") if ahead is not None else ""
        bounds = f" That level needs {needs}." if needs else ""
        text = (
            f"{place.slot('name')} ({place.slot('network')}), {place.slot('month')}, by estimate: claims "
            f"{place.slot('claims')}, held against {place.slot('payments')} payments of {place.slot('payments_of')}"
            f"{share}.{_ahead(place, one)}{bounds}"
        )
        yield finding("total", at.account, text)


def _ahead(place: Place, one: Programme) -> str:
    """How far the next level is."""
    if one.next is None or one.claims_left is None:
        return ""
    return f" Still to go to {place.slot('next')}: claims {place.slot('claims_left')}."


def _steps(at: RiskAt) -> tuple[DraftStep, ...]:
    steps: list[DraftStep] = []
    for number, one in enumerate(at.found.payments[:_PAYMENTS]):
        place, subject = Place(at.ref(f"payments[{number}]")), one.payment_intent or one.id
        if one.dispute_status == "needs_response":
            text = f"Answer {place.slot('dispute')} before its deadline, or accept it."
            steps.append(action(ActionCode.RESPOND_TO_DISPUTE, subject, text))
        elif one.review:
            text = f"Decide the review {place.slot('review')}: approve the payment, or refund it."
            steps.append(action(ActionCode.DECIDE_REVIEW, subject, text))
        elif one.fraud_warning:
            text = f"Decide on {place.slot('fraud_warning')}: a refund before a dispute saves its fee."
            steps.append(action(ActionCode.REFUND_CUSTOMER, subject, text))
    rest = (action(ActionCode.REVIEW_RULE, None, "Look at the payments behind each pattern, and at the rules."),)
    return tuple(steps[:3]) or rest
