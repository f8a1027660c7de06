"""What a question about a booking asks besides its payment's state: receipt, metadata, margin, checks of the fee."""

import re
from dataclasses import replace

from agent.playbook.payment.case import Case, Place
from agent.playbook.payment.wording import listed
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, Severity
from agent.verification.causes.duplicates import EQUALS_AMOUNT, order_total
from tools.contract.billing import BookingCheck
from tools.contract.causes import ActionCode, CauseCode, Verdict


def booking_findings(case: Case) -> tuple[DraftFinding, ...]:
    """The findings that only a question about a booking wants, or a check that does not hold."""
    return (*_charge(case), *_marks(case), *_metadata(case), *_passed_on(case), *_fee_checks(case), *_unchecked(case))


def fee_findings(case: Case, cause: CauseCode | None) -> tuple[DraftFinding, ...]:
    """What a question about a fee wants besides: what the platform keeps, what was paid for, and what of it is amiss.

    The parts of the fee are told once: by the cause, where one of the fee is found.
    """
    amiss = tuple(one for one in _metadata(case) if one.severity != "info")
    checks = () if cause in _OF_FEES else _fee_checks(case)
    return (*receipt_beside(case), *_passed_on(case), *checks, *_marks(case), *amiss)


def beside(answer: Answer, told: tuple[DraftFinding, ...]) -> tuple[Answer, tuple[DraftFinding, ...]]:
    """An answer that finds nothing wrong, and the findings of a booking around it.

    A requirement that isn't met contradicts no such answer, as it is about something else; but it is left to be mended.
    """
    if answer.verdict is not Verdict.NO_ISSUE or all(one.severity != "critical" for one in told):
        return answer, told
    milder = tuple(
        one.model_copy(update={"severity": "warning"}) if one.severity == "critical" else one for one in told
    )
    if any(one.code is not ActionCode.NO_ACTION for one in answer.next_steps):
        return answer, milder
    mend = "See which is right, the payment or its metadata, and correct the other where payments are created."
    return replace(
        answer,
        next_steps=(
            action(ActionCode.FIX_REQUEST, next(one.subject for one in told if one.severity == "critical"), mend),
        ),
    ), milder


_OF_FEES = {CauseCode.FEE_AS_AGREED, CauseCode.FEE_DIFFERS}
_RECEIPT = re.compile(
    r"\breceipts?\s+(?:link|url|for|of|to)\b"
    r"|\b(?:link|send|resend|show|find|get|give|where|have|need|wants?|asks?)\b[^,;]{0,30}\breceipts?\b",
    re.IGNORECASE,
)
"""A question for the receipt itself, and not for all that is known of a payment."""
_MORE = re.compile(
    r"\b(?:analy[sz]\w*|investigat\w*|everything|why|timelines?|status(?:es)?|metadata|attempts?|declin\w*|fail\w*|fees?"
    r"|refund\w*|disput\w*|charge\s+details?)\b",
    re.IGNORECASE,
)
"""What a question may ask of a payment besides its receipt: it is then answered whole, its receipt a part of that."""


def receipt_alone(question: str) -> bool:
    """Whether a question is for the receipt and nothing else."""
    return _RECEIPT.search(question) is not None and _MORE.search(question) is None


def receipt_beside(case: Case) -> tuple[DraftFinding, ...]:
    """The charge and its receipt, where a question asks for it among other things."""
    return _charge(case) if _RECEIPT.search(case.question) and _MORE.search(case.question) else ()


def receipt_asked(case: Case, answer: Answer) -> tuple[Answer, tuple[DraftFinding, ...]]:
    """Where a question is for the receipt: it before all else, and the page that shows it in place of nothing to do."""
    if not receipt_alone(case.question) or not any(one.attempt.receipt for one in case.flow.attempts):
        return answer, ()
    open_it = "Open the payment's page for the receipt: it shows it, and sends it to the customer again."
    step = action(ActionCode.CONTACT_CUSTOMER, case.flow.flow.id, open_it)
    left = tuple(one for one in answer.next_steps if one.code is not ActionCode.NO_ACTION)
    return replace(answer, next_steps=(*left, step)), _charge(case)


_MASKED = (
    ": the link shows who paid, so that it is masked here; the Dashboard shows the receipt, and sends it again, on the "
    "payment's page under Transactions."
)
"""Where the receipt is to be had (docs.stripe.com/receipts)."""


def _charge(case: Case) -> tuple[DraftFinding, ...]:
    paid = next((one for one in reversed(case.flow.attempts) if one.attempt.result in {"paid", "authorized"}), None)
    if paid is None:
        return ()
    captured = f", of which {paid.slot('captured')} is captured" if paid.attempt.captured else ""
    receipt = f" Its receipt is {paid.slot('receipt')}{_MASKED}" if paid.attempt.receipt else ""
    reads = f" On the statement it reads {paid.slot('descriptor')}." if paid.attempt.descriptor else ""
    text = f"The charge is {paid.slot('id')} over {paid.slot('amount')}{captured}.{receipt}{reads}"
    return (finding("observation", paid.attempt.id, text),)


_TOLD = {
    "provider_id": "provider",
    "service_type": "service",
    "metro": "metro",
    "order_id": "order",
    "order_total": "total of the order",
    "order_currency": "currency of the order",
}


def _marks(case: Case) -> tuple[DraftFinding, ...]:
    """What the metadata say that the payment is for."""
    held = case.flow.flow.metadata
    given = [f"{said} {case.flow.slot(f'metadata.{key}')}" for key, said in _TOLD.items() if key in held]
    if not given:
        return ()
    text = f"By its metadata the payment is for: {', '.join(given)}."
    return (finding("observation", case.flow.flow.id, text),)


def _unchecked(case: Case) -> tuple[DraftFinding, ...]:
    """That no requirement was there to hold the payment against."""
    flow = case.flow.flow
    if case.book != "booking" or flow.booking_checks or flow.booking_kept:
        return ()
    text = f"Nothing was compared: no requirement is configured that {case.flow.slot('id')} could be held against."
    return (finding("observation", case.flow.flow.id, text, severity="warning"),)


def _metadata(case: Case) -> tuple[DraftFinding, ...]:
    """What was held against the booking's requirements: each that is broken, and by name those that are met."""
    told: list[DraftFinding] = []
    for index, one in enumerate(case.flow.flow.booking_checks[:8]):
        place = case.flow.item("booking_checks", index)
        if _asked_in_part(case, one):
            told.append(_part(case, place, one))
            continue
        value = f"is {place.slot('value')}" if one.value is not None else "is absent"
        wanted = f": {place.slot('expected')} is required" if one.expected is not None else ""
        text = f"The metadata {place.slot('key')} {value} and does not meet the booking's requirement{wanted}."
        told.append(finding("observation", one.id, text, place.ref("rule"), severity="critical"))
    return (*told, *_kept(case))


def _asked_in_part(case: Case, one: BookingCheck) -> bool:
    """Whether a payment that differs from its order's total is one of several that were made for the order."""
    flow = case.flow.flow
    if one.rule != EQUALS_AMOUNT or not case.siblings:
        return False
    total = order_total(one, flow.amount.currency)
    return total is not None and flow.amount.minor < total.minor


def _part(case: Case, place: Place, one: BookingCheck) -> DraftFinding:
    """That a payment asked for a part of its order: what the whole order comes to is no requirement that it breaks."""
    text = (
        f"By the metadata {place.slot('key')} the whole order comes to {place.slot('value')}; this payment asked for "
        f"{case.flow.slot('amount')} of it, as one of several payments of the booking."
    )
    return finding("observation", one.id, text, place.ref("rule"))


def _kept(case: Case) -> tuple[DraftFinding, ...]:
    flow, kept = case.flow, case.flow.flow.booking_kept
    if not kept:
        return ()
    named = listed([flow.slot(f"booking_kept[{index}]") for index in range(len(kept))])
    if flow.flow.booking_checks or not flow.complete("booking_checks"):
        text = f"Of the booking's requirements those on {named} are met."
        return (finding("observation", flow.flow.id, text),)
    text = f"The metadata meet each requirement of the booking: those on {named} were compared, and none is broken."
    return (finding("absence", flow.flow.id, text, flow.ref("booking_checks")),)


def _passed_on(case: Case) -> tuple[DraftFinding, ...]:
    """What went on to a provider, and what the platform keeps of it."""
    flow = case.flow
    told: list[DraftFinding] = []
    if flow.flow.destination is not None:
        kept = f" and keeps {flow.slot('application_fee')} as its fee" if flow.flow.application_fee else ""
        text = f"The platform passes the payment on to {flow.slot('destination')}{kept}."
        told.append(finding("observation", flow.flow.id, text))
    for index, one in enumerate(flow.flow.transfers[:4]):
        place = flow.item("transfers", index)
        to = f" to {place.slot('destination')}" if one.destination else ""
        text = f"The transfer {place.slot('id')} of {place.slot('amount')}{to} was made at {place.slot('created')}."
        told.append(finding("observation", one.id, text))
    return (*told, *_left(case))


def _left(case: Case) -> tuple[DraftFinding, ...]:
    """What the payment leaves with the platform or costs it, as the tool reckoned it."""
    share, flow = case.flow.flow.platform, case.flow
    if share is None:
        return ()
    given = " plus the application fee of " + flow.slot("platform.application_fee") if share.application_fee else ""
    refunds = f" less {flow.slot('platform.refunded')} refunded" if share.refunded else ""
    text = (
        f"Of the payment the platform keeps {flow.slot('platform.kept')}: {flow.slot('platform.received')} received"
        f"{refunds} less {flow.slot('platform.passed_on')} passed on{given}. Stripe's fee of "
        f"{flow.slot('platform.stripe_fee')} is the platform's to pay, which leaves it {flow.slot('platform.net')}."
    )
    loss = _loss(share.refunded is not None) if share.net.minor < 0 else ""
    severity: Severity = "warning" if share.net.minor < 0 else "info"
    return (finding("observation", flow.flow.id, f"{text}{loss}", severity=severity),)


def _loss(refunded: bool) -> str:
    """Why a payment costs the platform money where nothing failed, and who may look at that."""
    costs = " In all the payment costs the platform money:"
    if refunded:
        return f"{costs} more was refunded, passed on and paid in fees than came in. Whoever keeps the books may look."
    return (
        f"{costs} what it keeps doesn't cover Stripe's fee. Nothing failed in that; whoever sets what the platform "
        "keeps may look whether it is meant so."
    )


def _fee_checks(case: Case) -> tuple[DraftFinding, ...]:
    told: list[DraftFinding] = []
    for index, one in enumerate(case.flow.flow.fee_checks[:4]):
        place = case.flow.item("fee_checks", index)
        match = "as the rate card says" if one.holds else f"where the rate card says {place.slot('expected')}"
        text = f"Of the fee, {place.slot('part')} is {place.slot('actual')}, {match}."
        told.append(
            finding("observation", one.id, text, place.ref("holds"), severity="info" if one.holds else "warning")
        )
    return tuple(told)
