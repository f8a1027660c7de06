"""A customer's history: methods, payments, retries and what came of them."""

from agent.playbook.payment.case import HistoryAt, Place
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


def about_customer(history: HistoryAt) -> Answer:
    """What the customer paid, with what, and how often it took another try."""
    found, at = history.found, history
    evidence = Evidence(number=int(history.at[1:]), call_id="", outcome=history.outcome)
    ruling = judge_apart(CauseCode.NO_FAULT_FOUND, found.id, [evidence])
    whole = history.outcome.coverage.complete
    text = f"The customer {at.slot('id')} has a history of payments on this account."
    if whole:
        text = (
            f"The customer {at.slot('id')} made {at.slot('payment_count')} payments, of which {at.slot('paid_count')} "
            "are paid; "
            f"of {at.slot('attempt_count')} attempts {at.slot('failed_count')} did not go through, and "
            f"{at.slot('recovered_count')} payments were paid after a failed attempt. Refunds: "
            f"{at.slot('refund_count')}; "
            f"disputes: {at.slot('dispute_count')}."
        )
    proven = isinstance(ruling, Proven)
    steps = _steps(history)
    return Answer(
        verdict=Verdict.NO_ISSUE if proven else Verdict.INCONCLUSIVE,
        cause=CauseCode.NO_FAULT_FOUND if proven else None,
        party=Party.NONE if proven else Party.UNKNOWN,
        claim=finding("cause" if proven else "observation", found.id, text, *(ruling.refs if proven else ())),
        findings=(
            *_unpaid(history),
            *_money(history),
            *_methods(history),
            *_payments(history),
            *_recoveries(history),
        ),
        next_steps=(*((action(ActionCode.GRANT_PERMISSION, None),) if _lacking(history) else ()), *steps)[:_STEPS],
        limits=_BILLS if proven else (),
    )


def _steps(history: HistoryAt) -> tuple[DraftStep, ...]:
    """What is to be done: about the disputed first, then about each payment that waits for money."""
    found = history.found
    steps: list[DraftStep] = []
    if found.dispute_count:
        told = "Look at the disputed payments of this customer first."
        steps.append(action(ActionCode.CHECK_EXISTING_PAYMENT, found.id, told))
    for place, one in _waiting(history)[:_STEPS]:
        said = f"Collect {place.slot('amount')} of {place.slot('id')}: ask the customer for a method that pays it"
        told = f"{said}, or cancel it if nothing is owed; a question about it tells why it is unpaid."
        steps.append(action(ActionCode.ASK_FOR_OTHER_METHOD, one.id, told))
    if steps or _lacking(history):
        return tuple(steps)
    return (action(ActionCode.NO_ACTION, found.id, "Nothing needs to be done for this customer."),)


def _waiting(history: HistoryAt) -> list[tuple[Place, CustomerPayment]]:
    rows = enumerate(history.found.payments)
    return [(Place(f"{history.at}.payments[{index}]"), one) for index, one in rows if one.unpaid]


def _unpaid(history: HistoryAt) -> tuple[DraftFinding, ...]:
    """The payments that still wait for money, which is what is wrong with a customer's affairs."""
    told: list[DraftFinding] = []
    for place, one in _waiting(history)[:_SHOWN]:
        last = f"; the latest decline was {place.slot('last_decline')}" if one.last_decline else ""
        text = f"Unpaid: {place.slot('id')} of {place.slot('created')} for {place.slot('amount')}{last}."
        told.append(finding("observation", one.id, text, place.ref("status"), severity="critical"))
    return tuple(told)


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
        last = f"; the latest decline was {place.slot('last_decline')}" if one.last_decline else ""
        text = (
            f"{place.slot('id')} of {place.slot('created')} for {place.slot('amount')} is {place.slot('status')} and "
            "received "
            f"{place.slot('received')}; attempts: {place.slot('attempts')}, without success: "
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
