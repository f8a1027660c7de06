"""What every report on a payment tells around its cause: each attempt, the totals, the money, what is not there."""

from agent.playbook.payment.case import AttemptAt, Case, FlowAt, Place
from agent.playbook.payment.recovery import sibling_findings
from agent.playbook.payment.wording import listed, state
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding

_MOST_ATTEMPTS = 6  # beyond these the totals and the timeline tell it better


def story(case: Case) -> tuple[DraftFinding, ...]:
    """The findings beside the cause."""
    flow = case.flow
    return (
        of_payment(flow),
        *sibling_findings(case),
        *(_attempt(one) for one in flow.attempts[-_MOST_ATTEMPTS:]),
        *_totals(flow),
        *of_fees(flow),
        *_bill(flow),
        *_moved(flow),
        *_nothing_of(flow),
    )


def of_payment(flow: FlowAt) -> DraftFinding:
    """What the payment is for, and how it stands."""
    booking = next((key for key in ("booking_id", "order_id") if key in flow.flow.metadata), None)
    for_it = f" for {flow.slot(f'metadata.{booking}')}" if booking else ""
    text = (
        f"The payment {flow.slot('id')}{for_it} was created at {flow.slot('created')} for {flow.slot('amount')}; "
        f"{state(flow)} and has received {flow.slot('received')}."
    )
    return finding("observation", flow.flow.id, text)


def _attempt(one: AttemptAt) -> DraftFinding:
    failed = one.attempt.result in {"failed", "blocked", "reversed"}
    method = _method(one)
    text = f"At {one.slot('created')}, {one.slot('amount')} was tried{method}: {_ending(one)}."
    return finding("observation", one.attempt.id, text, *_shown(one), severity="warning" if failed else "info")


def _method(one: AttemptAt) -> str:
    method = one.attempt.method
    if method is None:
        return ""
    wallet = f" through {one.slot('method.wallet')}" if method.wallet else ""
    ending = f" ending in {one.slot('method.last4')}" if method.last4 else ""
    if method.type == "card":
        kind = " ".join(one.slot(f"method.{name}") for name in ("brand", "funding") if getattr(method, name))
        return f" with the {kind} card{ending}{wallet}" if kind else f" with a card{ending}{wallet}"
    return f" by {one.slot('method.type')}{ending}"


def _ending(one: AttemptAt) -> str:
    attempt = one.attempt
    code = next((name for name in ("decline_code", "failure_code") if getattr(attempt, name)), None)
    said = f" with the code {one.slot(code)}" if code else ""
    reason = f" ({one.slot('decision.reason')})" if attempt.decision and attempt.decision.reason else ""
    match attempt.result:
        case "paid":
            return "it was paid"
        case "authorized":
            return "the bank approved it and holds the money, which has not been captured"
        case "pending":
            return "the bank has not answered yet"
        case "blocked":
            return f"Stripe blocked it before the bank was asked{reason}"
        case "reversed":
            return f"the bank approved it, and Stripe reversed it straight after{reason}"
        case "failed":
            return _failure(one, said)


def _failure(one: AttemptAt, said: str) -> str:
    match one.attempt.stage:
        case "authentication":
            return f"it ended at the customer's authentication{said}, before the bank was asked for the money"
        case "request":
            return f"Stripe could not take the request{said}"
        case "settlement":
            return f"the bank returned it later{said}"
        case _:
            return f"the bank declined it{said}"


def _shown(one: AttemptAt) -> list[str]:
    """What a reader of the evidence wants beside an attempt's prose."""
    attempt, paths = one.attempt, ["id", "result"]
    decision = attempt.decision
    names = ("type", "network_status", "risk_level", "risk_score", "network_decline_code")
    paths += [f"decision.{name}" for name in names if decision and getattr(decision, name) is not None]
    return [one.ref(path) for path in paths]


def _totals(flow: FlowAt) -> tuple[DraftFinding, ...]:
    """The counts, where all attempts are known."""
    if not flow.attempts or not _counted(flow, "attempt_count", "failed_count", "method_count"):
        return ()
    text = (
        f"Attempts on this payment: {flow.slot('attempt_count')}; without success: {flow.slot('failed_count')}; "
        f"payment methods tried: {flow.slot('method_count')}."
    )
    return (finding("total", flow.flow.id, text),)


def of_fees(flow: FlowAt) -> tuple[DraftFinding, ...]:
    """What went in fees, where they are known."""
    fees = flow.flow.fees
    if fees is None:
        return ()
    at = flow.fees
    stripe = f" Stripe's own fee is {at.slot('stripe_fee')}." if fees.stripe_fee else ""
    there = flow.outcome.coverage.connected_account is not None
    whose = "the connected account's balance" if there else "the platform's balance"
    platform = f" The platform's application fee is {at.slot('application_fee')}." if fees.application_fee else ""
    text = (
        f"Of {at.slot('gross')} settled, {at.slot('total')} went in fees and {at.slot('net')} came onto {whose}, "
        f"before transfers and refunds.{stripe}{platform}"
    )
    return (finding("observation", fees.id, text),)


def _bill(flow: FlowAt) -> tuple[DraftFinding, ...]:
    """The invoice that the payment is for, and the subscription behind it."""
    invoice = flow.flow.invoice
    if invoice is None:
        return ()
    at = Place(f"{flow.at}.invoice")
    state = f"; it is {at.slot('status')}" if invoice.status else ""
    stands = f", which is {at.slot('subscription_status')}" if invoice.subscription_status else ""
    behind = f" It is for the subscription {at.slot('subscription')}{stands}." if invoice.subscription else ""
    tries = f" Attempts on it: {at.slot('attempt_count')}." if invoice.attempt_count is not None else ""
    text = f"The payment is for the invoice {at.slot('id')} over {at.slot('amount_due')}{state}.{behind}{tries}"
    return (finding("observation", invoice.id, text),)


def _moved(flow: FlowAt) -> tuple[DraftFinding, ...]:
    """Money sent back, claimed back or doubted."""
    told: list[DraftFinding] = []
    for index, refund in enumerate(flow.flow.refunds[:4]):
        at = flow.item("refunds", index)
        state = f"; it is {at.slot('status')}" if refund.status else ""
        why = f" ({at.slot('reason')})" if refund.reason else ""
        text = f"The refund {at.slot('id')} of {at.slot('amount')} was made at {at.slot('created')}{why}{state}."
        told.append(finding("observation", refund.id, text))
    for index, dispute in enumerate(flow.flow.disputes[:4]):
        at = flow.item("disputes", index)
        who = (
            "The cardholder's bank asked about" if dispute.status.startswith("warning_") else "The cardholder disputed"
        )
        text = (
            f"{who} {at.slot('amount')} at {at.slot('created')}: {at.slot('id')}, reason {at.slot('reason')}, now "
            f"{at.slot('status')}."
        )
        told.append(finding("observation", dispute.id, text, severity="critical"))
    for index, warning in enumerate(flow.flow.fraud_warnings[:4]):
        at = flow.item("fraud_warnings", index)
        text = f"The bank warned of fraud at {at.slot('created')}: {at.slot('id')}, {at.slot('fraud_type')}."
        told.append(finding("observation", warning.id, text, severity="critical"))
    return tuple(told)


_CLAIMED = {"refunds": "refund", "disputes": "dispute", "fraud_warnings": "fraud warning"}


def of_claimed(flow: FlowAt, name: str) -> tuple[DraftFinding, ...]:
    """The refunds, or the disputes, each; that there is none, where they were looked for in full."""
    held = {one.id for one in (flow.flow.refunds if name == "refunds" else flow.flow.disputes)}
    return tuple(one for one in _moved(flow) if one.subject in held) or _nothing_of(flow, name)


def _nothing_of(flow: FlowAt, *names: str) -> tuple[DraftFinding, ...]:
    """What does not exist, where it was looked for in full; of these alone where they are named."""
    words = {name: _CLAIMED[name] for name in names or _CLAIMED}
    empty = [name for name in words if not getattr(flow.flow, name) and _known(flow, name)]
    if not empty:
        return ()
    text = f"There is {listed([f'no {words[name]}' for name in empty])} on this payment."
    return (finding("absence", flow.flow.id, text, *(flow.ref(name) for name in empty)),)


def _counted(flow: FlowAt, *paths: str) -> bool:
    notes = [flow.outcome.note(path) for path in paths]
    return all(note is not None and note.aggregate and flow.complete(note.part) for note in notes)


def _known(flow: FlowAt, path: str) -> bool:
    note = flow.outcome.note(path)
    return note is not None and flow.complete(note.part) and path in (flow.outcome.data or {})
