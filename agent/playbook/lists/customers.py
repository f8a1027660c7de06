"""A customer's history: methods, payments, retries and what came of them."""

from collections.abc import Iterable

from agent.playbook.lists.refunds_and_disputes import dispute_told
from agent.playbook.payment.case import DisputesAt, HistoryAt, Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep
from agent.thread.evidence import Evidence
from agent.verification.causes import Proven, judge_apart
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.coverage import MissingReason
from tools.contract.history import CustomerPayment

_SHOWN = 5
_STEPS = 3
_BILLS = (
    DraftLimit(
        missing="Bills for which no payment was ever made: the history tells payments, and invoices are not among it.",
        would_settle="The customer's page in the Dashboard lists them; a question about one by its id is answered.",
    ),
)
_UNCHARGED = DraftLimit(
    missing="Attempts that ended before a charge was made, such as a failed authentication: a customer's history "
    "counts charges.",
    would_settle="A question about a payment tells all of its attempts.",
)


def disputed(histories: Iterable[HistoryAt]) -> list[str]:
    """The customers of whose disputes a history tells no more than how many there were."""
    return [one.found.id for one in histories if one.found.dispute_count]


def about_customer(history: HistoryAt, files: Iterable[DisputesAt] = ()) -> Answer:
    """What the customer paid, with what, and how often it took another try; `files` are the disputes that were read."""
    found, at = history.found, history
    file = next((one for one in files if one.outcome.arguments.get("payment") == found.id), None)
    evidence = [
        Evidence(number=int(one.at[1:]), call_id="", outcome=one.outcome) for one in (history, file) if one is not None
    ]
    ruling = judge_apart(CauseCode.NO_FAULT_FOUND, found.id, evidence)
    whole = history.outcome.coverage.complete
    text = f"The customer {at.slot('id')} has a history of payments on this account."
    if whole:
        text = (
            f"Payments of the customer {at.slot('id')}: {at.slot('payment_count')}; with money received: "
            f"{at.slot('paid_count')}; still unpaid: {at.slot('unpaid_count')}. Attempts that left a charge: "
            f"{at.slot('attempt_count')}; without success: {at.slot('failed_count')}. Payments that were paid after a "
            f"failed attempt: {at.slot('recovered_count')}. Refunds: {at.slot('refund_count')}; disputes: "
            f"{at.slot('dispute_count')}{_open_of(file)}."
        )
    proven = isinstance(ruling, Proven)
    waits = judge_apart(CauseCode.OPEN_MATTERS_FOUND, found.id, evidence)
    verdict, cause, party, refs = Verdict.INCONCLUSIVE, None, Party.UNKNOWN, ()
    if isinstance(ruling, Proven):
        verdict, cause, party, refs = Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, Party.NONE, ruling.refs
    elif isinstance(waits, Proven) and whole:
        verdict, cause, party, refs = Verdict.EXPLAINED, CauseCode.OPEN_MATTERS_FOUND, Party.PLATFORM, waits.refs
    steps = _steps(history, file)
    return Answer(
        verdict=verdict,
        cause=cause,
        party=party,
        claim=finding("cause" if cause else "observation", found.id, text, *refs),
        findings=(
            *_unpaid(history),
            *_disputes(file),
            *_blocked(history),
            *_money(history),
            *_methods(history),
            *_payments(history),
            *_recoveries(history),
        ),
        next_steps=(*((action(ActionCode.GRANT_PERMISSION, None),) if _lacking(history) else ()), *steps)[:_STEPS],
        limits=_limits(history, proven),
    )


def _open_of(file: DisputesAt | None) -> str:
    known = file is not None and file.outcome.coverage.complete
    return f", of which still open: {file.slot('open_count')}" if file is not None and known else ""


def _disputes(file: DisputesAt | None) -> tuple[DraftFinding, ...]:
    """Each dispute, and by when it has to be answered."""
    if file is None:
        return ()
    rows = enumerate(file.found.disputes[:_SHOWN])
    return tuple(dispute_told(Place(f"{file.at}.disputes[{index}]"), one) for index, one in rows)


def _steps(history: HistoryAt, file: DisputesAt | None) -> tuple[DraftStep, ...]:
    """What is to be done: about the disputed first, then about each payment that waits for money."""
    found = history.found
    steps: list[DraftStep] = []
    decided = file is not None and file.outcome.coverage.complete and not file.found.open_count
    if found.dispute_count and not decided:
        told = "Look at the disputed payments of this customer first."
        steps.append(action(ActionCode.CHECK_EXISTING_PAYMENT, found.id, told))
    steps += [_collect(place, one) for place, one in _waiting(history)[:_STEPS]]
    if steps or _lacking(history):
        return tuple(steps)
    stopped = _stopped(history)
    known = (
        "Nothing is to be collected for what was blocked; if you know the customer, look at the payment's risk signals."
    )
    told = known if stopped else "Nothing needs to be done for this customer."
    return (action(ActionCode.NO_ACTION, stopped[0][1].id if stopped else found.id, told),)


def _collect(place: Place, one: CustomerPayment) -> DraftStep:
    """What is to be collected of a payment: of one that others paid in part no more than the rest."""
    if _in_part(one):
        told = (
            f"Collect {place.slot('still_open')}, which is what is left of {place.slot('amount')}: {place.slot('id')} "
            "is still open for the whole amount, so lower its amount or cancel it before anybody pays it."
        )
        return action(ActionCode.COLLECT_REMAINDER, one.id, told)
    said = f"Collect {place.slot('amount')} of {place.slot('id')}: ask the customer for a method that pays it"
    told = f"{said}, or cancel it if nothing is owed; a question about it tells why it is unpaid."
    return action(ActionCode.ASK_FOR_OTHER_METHOD, one.id, told)


def _in_part(one: CustomerPayment) -> bool:
    return one.still_open is not None and one.still_open != one.amount


def _stopped(history: HistoryAt) -> list[tuple[Place, CustomerPayment]]:
    """The payments that Radar blocked and nothing came of since."""
    rows = enumerate(history.found.payments)
    return [
        (Place(f"{history.at}.payments[{index}]"), one) for index, one in rows if one.blocked and not one.received.minor
    ]


def _waiting(history: HistoryAt) -> list[tuple[Place, CustomerPayment]]:
    rows = enumerate(history.found.payments)
    return [(Place(f"{history.at}.payments[{index}]"), one) for index, one in rows if one.unpaid]


def _unpaid(history: HistoryAt) -> tuple[DraftFinding, ...]:
    """The payments that still wait for money, which is what is wrong with a customer's affairs."""
    told: list[DraftFinding] = []
    for place, one in _waiting(history)[:_SHOWN]:
        last = f"; the latest decline was {place.slot('last_decline')}" if one.last_decline else ""
        rest = (
            f", of which {place.slot('still_open')} is still open: other payments of its booking brought the rest"
            if _in_part(one)
            else ""
        )
        text = f"Unpaid: {place.slot('id')} of {place.slot('created')} for {place.slot('amount')}{rest}{last}."
        told.append(finding("observation", one.id, text, place.ref("status"), severity="critical"))
    return tuple(told)


def _blocked(history: HistoryAt) -> tuple[DraftFinding, ...]:
    """The payments that were stopped before the bank was asked: no bank declined them, and nothing is owed by them."""
    told: list[DraftFinding] = []
    for place, one in _stopped(history)[:_SHOWN]:
        why = f" for {place.slot('last_decline')}" if one.last_decline else ""
        text = (
            f"Blocked by Stripe's Radar{why}: {place.slot('id')} of {place.slot('created')} for "
            f"{place.slot('amount')}. It never reached the bank, and nothing was paid."
        )
        told.append(finding("observation", one.id, text, place.ref("blocked"), severity="warning"))
    return tuple(told)


def _limits(history: HistoryAt, proven: bool) -> tuple[DraftLimit, ...]:
    """What the answer leaves out: bills without a payment, attempts without a charge, and payments not shown."""
    shown = (_UNCHARGED,) if history.outcome.coverage.complete else ()
    if len(history.found.payments) > _SHOWN:
        more = DraftLimit(
            missing=f"The newest {_SHOWN} payments are shown, of {history.slot('payment_count')} in the evidence.",
            would_settle="A question about one by its id tells it in full.",
        )
        shown = (more, *shown)
    return (*shown, *(_BILLS if proven else ()))


def _lacking(history: HistoryAt) -> bool:
    """Whether a part of it may not be read with this key."""
    missing = [part.missing for part in history.outcome.coverage.parts]
    return any(one is not None and one.reason == MissingReason.PERMISSION for one in missing)


def _money(history: HistoryAt) -> tuple[DraftFinding, ...]:
    if not history.outcome.coverage.complete:
        return ()
    told: list[DraftFinding] = []
    words = {"paid_total": "Paid in all", "refunded_total": "Given back", "lifetime_value": "What is left of it"}
    for name, said in words.items():
        amounts = getattr(history.found, name)
        shown = " and ".join(history.slot(f"{name}[{index}]") for index in range(len(amounts)))
        if shown:
            told.append(finding("total", history.found.id, f"{said}: {shown}.", history.ref("payment_count")))
    return tuple(told)


def _methods(history: HistoryAt) -> tuple[DraftFinding, ...]:
    told: list[DraftFinding] = []
    for index, one in enumerate(history.found.methods[:_SHOWN]):
        place = Place(f"{history.at}.methods[{index}]")
        ending = f" ending in {place.slot('method.last4')}" if one.method.last4 else ""
        kind = place.slot("method.brand") if one.method.brand else place.slot("method.type")
        usual = ", the customer's usual one" if one.default else ""
        text = (
            f"Payment method {place.slot('id')}: {kind}{ending}{usual}; attempts with it: {place.slot('attempts')}, "
            f"successful: {place.slot('succeeded')}."
        )
        told.append(finding("observation", one.id, text))
    return tuple(told)


def _payments(history: HistoryAt) -> tuple[DraftFinding, ...]:
    told: list[DraftFinding] = []
    for index, one in enumerate(history.found.payments[:_SHOWN]):
        place = Place(f"{history.at}.payments[{index}]")
        what = "Radar blocked it for" if one.blocked else "the latest decline was"
        last = f"; {what} {place.slot('last_decline')}" if one.last_decline else ""
        text = (
            f"{place.slot('id')} of {place.slot('created')} for {place.slot('amount')}: {place.slot('status')}, "
            f"received {place.slot('received')}; attempts with a charge: {place.slot('attempts')}, without success: "
            f"{place.slot('failed')}{last}."
        )
        told.append(finding("observation", one.id, text, severity="warning" if one.disputed else "info"))
    return tuple(told)


def _recoveries(history: HistoryAt) -> tuple[DraftFinding, ...]:
    told: list[DraftFinding] = []
    for index, one in enumerate(history.found.recoveries[:_SHOWN]):
        place = Place(f"{history.at}.recoveries[{index}]")
        first = f" after it had failed with {place.slot('failed_with')}" if one.failed_with else ""
        how = "the same payment method" if one.same_method else "another payment method"
        text = f"{place.slot('id')} was paid{first}, {place.slot('after')} later, with {how}."
        told.append(finding("observation", one.id, text, place.ref("same_method")))
    return tuple(told)
