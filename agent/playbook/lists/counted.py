"""Questions that are answered by a count or a rate over a time: how many attempts failed, how reliable a service is."""

import re
from dataclasses import dataclass, replace

from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, comparison, finding
from agent.report import DraftFinding, DraftLimit, Relation
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.metrics import PaymentMetrics, SuccessRate
from tools.contract.outcome import Outcome

_COUNT = re.compile(
    r"\b(?:how many|count|number of)\b.{0,40}\b(?:attempts?|charges?|payments?|tries|declines?|failures?)\b"
    r"|\bcu[aá]nt[oa]s\s+(?:pagos|cobros|cargos|intentos)\b|\bwie\s*viele\s+(?:zahlungen|abbuchungen)\b"
    r"|\bcombien\s+de\s+(?:paiements|pr[eé]l[eè]vements)\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\b(?:success|failure|decline|approval|acceptance|conversion)[\s-]+rates?\b|\brates? of (?:success|failure)\b"
    r"|\bhow reliable\b|\bpayments?\b.{0,20}\b(?:get|got|become|became)\s+(?:worse|better)\b",
    re.IGNORECASE,
)
_USUAL = re.compile(
    r"\b(?:out of the ordinary|unusual\w*|abnormal\w*|normal|usual|worse|better|drop\w*|anomal\w*|reliable)\b",
    re.IGNORECASE,
)
_MARKED = re.compile(r"(?<![A-Za-z0-9_])([a-z]+(?:_[a-z]+)+)(?![A-Za-z0-9_])")

_ATTEMPTS = re.compile(r"\b(?:attempts?|tries|charges?|declines?|rates?|reliable)\b", re.IGNORECASE)
_OF_ATTEMPTS = DraftLimit(
    missing="How many payments those are: attempts are counted, and a payment can have several, of which one may pay.",
    would_settle="A question about one of the payments tells all of its attempts.",
)
_CHARGES_ALONE = DraftLimit(
    missing="Attempts that ended at the customer's authentication: those leave no charge, and are not counted.",
    would_settle="The events of each payment would tell of them.",
)


@dataclass(frozen=True)
class MetricsAt(Place):
    """Counts over a window."""

    found: PaymentMetrics
    outcome: Outcome


def asks_for_a_count(question: str) -> bool:
    """Whether a question asks how many attempts there were, or what share of them succeeded."""
    return bool(_COUNT.search(question) or _RATE.search(question))


def marked(question: str) -> str | None:
    """What the payments are marked with that a question is about, such as `drone_delivery`."""
    match = _MARKED.search(question)
    return match[1] if match else None


def counted(at: MetricsAt, question: str, clock: str = "") -> Answer:
    """The answer that the counts carry; `clock` is the zone whose days they are of, where it isn't the account's."""
    answer = _answer(at, question)
    if not clock:
        return answer
    until = at.slot("until")
    text = answer.claim.text.replace(until, f"{until}, by the clock of {clock}", 1)
    return replace(answer, claim=answer.claim.model_copy(update={"text": text}))


def _answer(at: MetricsAt, question: str) -> Answer:
    if not at.outcome.coverage.complete:
        return _in_part(at)
    if at.found.attempt_count == 0:
        return _none(at)
    return _of_rate(at, question) if _RATE.search(question) else _answered(at, question, _counts(at), ())


def _of_rate(at: MetricsAt, question: str) -> Answer:
    if at.found.success_rate is None:
        return _too_few(at)
    if at.found.beside_others is None and _USUAL.search(question):
        return _nothing_beside(at)
    if at.found.beside_others in {"lower", "higher"}:
        return _apart(at)
    return _answered(at, question, _rate(at), _beside(at))


_SPOKEN = {"service_type": "the service", "metro": "the place"}


def _when(at: MetricsAt) -> str:
    marks = [f", for {_SPOKEN.get(key, 'payments marked')} {at.slot(f'metadata.{key}')}" for key in at.found.metadata]
    return f"From {at.slot('since')} until {at.slot('until')}{''.join(marks)}"


def _counts(at: MetricsAt) -> str:
    text = (
        f"{_when(at)}: attempts: {at.slot('attempt_count')}; failed: {at.slot('failed_count')}; succeeded: "
        f"{at.slot('succeeded_count')}; still pending: {at.slot('pending_count')}."
    )
    return f"{text} Of those that failed, Stripe or a rule blocked: {at.slot('blocked_count')}."


def _rate(at: MetricsAt) -> str:
    return (
        f"{_when(at)}: of {at.slot('attempted_count')} attempts that the bank or Stripe decided, succeeded "
        f"{at.slot('success_rate')}."
    )


def _account(at: MetricsAt) -> str:
    return at.outcome.coverage.account


def _answered(at: MetricsAt, question: str, text: str, beside: tuple[DraftFinding, ...]) -> Answer:
    several = () if _ATTEMPTS.search(question) else (_OF_ATTEMPTS,)
    counts = () if text == _counts(at) else (finding("total", _account(at), _counts(at)),)
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.NO_FAULT_FOUND,
        party=Party.NONE,
        claim=finding("cause", _account(at), text, at.ref("attempt_count")),
        findings=(*beside, *counts),
        next_steps=(action(ActionCode.NO_ACTION, None, "Nothing needs to be done: the counts are the answer."),),
        limits=(*several, _CHARGES_ALONE),
    )


def _beside(at: MetricsAt) -> tuple[DraftFinding, ...]:
    """The rate beside that of the other payments of the time."""
    others = at.found.others
    if at.found.success_rate is None or others is None or others.success_rate is None:
        return ()
    verdict = at.slot("beside_others")
    alike = at.found.beside_others == "alike"
    said = f"{verdict}, as far as chance lets one tell" if alike else f"{verdict}, by more than chance makes"
    text = (
        f"Beside {at.slot('success_rate')} for them stands {at.slot('others.success_rate')} for all other payments of "
        f"that time: {said}."
    )
    relation = _relation(at.found.success_rate, others.success_rate)
    return (comparison(_account(at), relation, text),)


def _relation(one: SuccessRate, other: SuccessRate) -> Relation:
    return "same_as" if one.rate == other.rate else "more_than" if one.rate > other.rate else "less_than"


def _open(at: MetricsAt, text: str, told: tuple[DraftFinding, ...], limit: DraftLimit, step: str) -> Answer:
    """What is established, where it does not answer the question."""
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", _account(at), text, severity="warning"),
        findings=told,
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, step),),
        limits=(limit, _CHARGES_ALONE),
    )


def _too_few(at: MetricsAt) -> Answer:
    limit = DraftLimit(
        missing="A rate: so few attempts carry none, as chance alone could have made it almost anything.",
        would_settle="More attempts would; the same question over a longer time has them.",
    )
    decided = at.slot("attempted_count")
    text = f"{_counts(at)} A rate would be of the {decided} that are decided, which is too few to speak of one."
    return _open(at, text, (), limit, "Ask again for a longer time.")


def _nothing_beside(at: MetricsAt) -> Answer:
    limit = DraftLimit(
        missing="Whether that is usual: nothing was there to hold it against.",
        would_settle="The same question about a service stands it beside the other payments of that time.",
    )
    told = (finding("total", _account(at), _counts(at)),)
    return _open(at, _rate(at), told, limit, "Ask again, naming the service or the place that is meant.")


def _apart(at: MetricsAt) -> Answer:
    limit = DraftLimit(
        missing="Why the rate differs: counts alone don't tell.",
        would_settle="The failed payments of that time, one by one, would tell what stopped them.",
    )
    told = (*_beside(at), finding("total", _account(at), _counts(at)))
    return _open(at, _rate(at), told, limit, "Ask about the failed payments of that time.")


def _in_part(at: MetricsAt) -> Answer:
    text = f"{_when(at)}: not all attempts could be read, so that neither a count nor a rate is given."
    limit = DraftLimit(
        missing="A part of the attempts of that time.",
        would_settle="A narrower window, or a key that may read charges.",
    )
    return _open(at, text, (), limit, "Ask again for a shorter time.")


def _none(at: MetricsAt) -> Answer:
    text = f"{_when(at)}: no attempt was made (counted: {at.slot('attempt_count')})."
    return Answer(
        verdict=Verdict.NOT_FOUND,
        party=Party.UNKNOWN,
        claim=finding("absence", _account(at), text, at.ref("attempt_count"), severity="warning"),
        next_steps=(
            action(ActionCode.CHECK_REFERENCE, None, "Check the time, and what the payments are marked with."),
        ),
        limits=(_CHARGES_ALONE,),
    )
