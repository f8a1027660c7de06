"""Disputes, inquiries and warnings of fraud: what is at stake, by when, and what has been decided."""

from evals.recipes.expected.claims import DISPUTE_REASONS
from evals.recipes.expected.sums import DISPUTE_FEES, arrived
from evals.recipes.judged.found import Found, basics, enum, explained, fine, moment, money, named, told
from evals.recipes.judged.refunds import paid_charge
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Stated, state
from evals.truth import Evidence
from evals.world.claims import Disputed, FraudReported, Refunded
from evals.world.draw import DAY
from evals.world.happened import Payment
from evals.world.parties import Card
from tools.contract.causes import CauseCode as Cause
from tools.contract.causes import Party


def judge(matter: Matter, index: Index) -> Found:
    payment = told(matter, index)
    return judge_dispute(payment, payment.of(Disputed)[0], index.happened.now)


def judge_dispute(payment: Payment, step: Disputed, now: int) -> Found:
    """Where a card's dispute stands."""
    stated = [*basics(payment), *_dispute(payment, step)]
    before = [one for one in payment.of(Refunded) if one.at < step.at and not one.failed(now)]
    if step.prevented:
        return explained(
            Cause.DISPUTED_AFTER_REFUND, Party.PLATFORM, [*stated, enum("status", "prevented", step.id, "status")]
        )
    status, cause, party = _standing(step, now)
    stated.append(enum("status", status, step.id, "status"))
    if before:
        back = [
            named("refund", before[0].id),
            money("refunded", before[0].amount, payment.currency, (before[0].id, "amount")),
            moment("refunded_at", before[0].at, before[0].id, "created"),
        ]
        return explained(Cause.DISPUTED_AFTER_REFUND, Party.PLATFORM, [*stated, *back])
    if cause in {Cause.DISPUTE_NEEDS_RESPONSE, Cause.INQUIRY_OPEN}:
        stated.append(moment("due_by", step.answer_due_at, step.id, "evidence_details.due_by"))
    stated += _money(payment, step, won=cause is Cause.DISPUTE_WON)
    return fine(cause, stated, party) if cause is Cause.DISPUTE_WON else explained(cause, party, stated)


def _standing(step: Disputed, now: int) -> tuple[str, Cause, Party]:
    if step.inquiry:
        return "warning_needs_response", Cause.INQUIRY_OPEN, Party.PLATFORM
    answered = step.answered_at is not None and step.answered_at <= now
    ruled = step.decided_at if answered else step.answer_due_at + DAY
    if ruled is None or ruled > now:
        if answered:
            return "under_review", Cause.DISPUTE_UNDER_REVIEW, Party.ISSUER
        return "needs_response", Cause.DISPUTE_NEEDS_RESPONSE, Party.PLATFORM
    if step.won and answered:
        return "won", Cause.DISPUTE_WON, Party.NONE
    return "lost", Cause.DISPUTE_LOST, Party.ISSUER


def _dispute(payment: Payment, step: Disputed) -> list[Stated]:
    return [
        named("dispute", step.id),
        enum("reason", DISPUTE_REASONS[step.complaint], step.id, "reason"),
        moment("disputed_at", step.at, step.id, "created", critical=False),
        money("disputed", payment.amount, payment.currency, (step.id, "amount")),
    ]


def _money(payment: Payment, step: Disputed, *, won: bool) -> list[Stated]:
    """What was taken, what it cost, and what came back."""
    if step.inquiry:
        refundable = state("refundable", "bool", True, Evidence(step.id, "is_charge_refundable", True))
        return [state("withdrawn", "money", 0, unit=payment.currency), refundable]
    taken = arrived(payment.amount, payment.currency)
    fee = DISPUTE_FEES[taken.currency]
    stated = [
        money("withdrawn", taken.amount, taken.currency),
        money("fee", fee, taken.currency, (step.id, "balance_transactions.0.fee")),
        state(
            "answers",
            "count",
            int(step.answered_at is not None),
            Evidence(step.id, "evidence_details.submission_count", int(step.answered_at is not None)),
            critical=False,
        ),
    ]
    if won:
        stated.append(money("reinstated", taken.amount, taken.currency, (step.id, "balance_transactions.1.amount")))
    return stated


def judge_warning(matter: Matter, index: Index) -> Found:
    payment, now = told(matter, index), index.happened.now
    warning = payment.of(FraudReported)[0]
    kind = "made_with_stolen_card" if warning.lost_or_stolen else "unauthorized_use_of_card"
    stated = [
        named("warning", warning.id),
        enum("fraud_type", kind, warning.id, "fraud_type"),
        moment("warned_at", warning.at, warning.id, "created", critical=False),
    ]
    disputed = payment.of(Disputed)
    place = Evidence(warning.id, "actionable", not disputed)
    actionable = state("actionable", "bool", not disputed, place, critical=not disputed)
    if not disputed:
        return explained(Cause.FRAUD_WARNING_OPEN, Party.PLATFORM, [*basics(payment), *stated, actionable])
    found = judge_dispute(payment, disputed[0], now)
    return Found(found.verdict, found.cause, found.party, [*found.stated, *stated, actionable])


def judge_repeated(matter: Matter, index: Index) -> Found:
    """Whether the card behind a dispute was disputed by other customers too."""
    payment, now = told(matter, index), index.happened.now
    step = payment.of(Disputed)[0]
    others = [(one, past) for one in index.payments.values() for past in one.of(Disputed) if _same(one, payment)]
    found = judge_dispute(payment, step, now)
    if not others:
        return found
    linked = tuple(sorted(past.id for _, past in others))
    customers = len({one.person.id for one, _ in others} | {payment.person.id})
    charge, print_ = paid_charge(payment), _fingerprint(payment)
    stated = [
        *found.stated,
        *(named(f"linked_{place}", identity) for place, identity in enumerate(linked)),
        state("linked", "count", len(linked)),
        state("customers", "count", customers, critical=False),
        state("fingerprint", "text", print_, Evidence(charge, "payment_method_details.card.fingerprint", print_)),
    ]
    return explained(Cause.REPEAT_DISPUTER, Party.CUSTOMER, stated)


def _same(one: Payment, payment: Payment) -> bool:
    return one.id != payment.id and one.paid is not None and _fingerprint(one) == _fingerprint(payment)


def _fingerprint(payment: Payment) -> str:
    method = payment.paid.method if payment.paid else None
    return method.fingerprint if isinstance(method, Card) else ""


def judge_statement(matter: Matter, index: Index) -> Found:
    """A charge that somebody doesn't know: theirs, if nobody disputes it."""
    payment = told(matter, index)
    disputed = payment.of(Disputed)
    if disputed:
        return judge_dispute(payment, disputed[0], index.happened.now)
    charge = paid_charge(payment)
    descriptor = Evidence(charge, "calculated_statement_descriptor", "SKYMARKET")
    booking = Evidence(payment.id, "metadata.booking_id", payment.booking.id)
    stated = [
        *basics(payment),
        state("descriptor", "text", "SKYMARKET", descriptor),
        state("booking", "text", payment.booking.id, booking),
        state("disputes", "count", 0, critical=False),
    ]
    return fine(Cause.CHARGE_NOT_RECOGNIZED, stated)
