"""What is said when no branch holds, when there is no payment to speak of, or when it could not be read."""

from agent.playbook.payment.case import Case, FlowAt, MatchesAt, Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit
from tools.contract.causes import ActionCode, Party, Verdict
from tools.contract.coverage import MissingReason
from tools.contract.outcome import Outcome

_SHOWN = 5
AGAIN = "Ask again in a while: Stripe was out of reach. If it stays so, check this machine's connection to Stripe."

SCOPE = (
    "Name a payment and I can say why it failed, or what became of it: by its Stripe id, or by a charge, a booking, an "
    "order or a customer that it belongs to."
)

DETAILS = (
    "Which payment is it about? Any of these finds it: the last digits of the card, the amount and its currency, the "
    "day, or the customer's e-mail or phone number."
)
"""What is asked of someone who has no reference."""


def not_decided(case: Case) -> Answer:
    """The payment is known; what it shows carries no cause."""
    flow = case.flow
    if flow.withheld("charges"):
        return _attempts_withheld(flow)
    waiting = flow.flow.status in {"requires_payment_method", "requires_confirmation"}
    if waiting and not flow.attempts and not flow.flow.error:
        return _no_attempt_known(case)
    last = flow.last
    tried = f" The latest attempt, of {last.slot('created')}, is {last.slot('result')}." if last else ""
    text = (
        f"The payment of {flow.slot('amount')} is {flow.slot('status')} and has received "
        f"{flow.slot('received')}.{tried} "
        "What Stripe shows of it does not settle why."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", flow.flow.id, text, severity="warning"),
        next_steps=(action(ActionCode.CONTACT_STRIPE, flow.flow.id),),
        limits=(
            DraftLimit(
                missing="The cause: no field of the payment or its attempts decides it.",
                would_settle="Stripe's request logs in the Dashboard, or Stripe's support, can say more.",
            ),
        ),
    )


def _attempts_withheld(flow: FlowAt) -> Answer:
    """The charges could not be read, and with them who decided the attempts."""
    error = flow.flow.error
    code = None if error is None else "error.decline_code" if error.decline_code else "error.code"
    said = (
        f" The last error that the payment itself tells is {flow.slot(code)}." if code and error and error.code else ""
    )
    text = (
        f"The payment of {flow.slot('amount')} is {flow.slot('status')} and has received {flow.slot('received')}."
        f"{said} Its charges could not be read, and only they tell who stopped it and why."
    )
    part = flow.outcome.coverage.part("charges")
    lacking = part is not None and part.missing is not None and part.missing.reason == MissingReason.PERMISSION
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", flow.flow.id, text, severity="warning"),
        next_steps=(action(ActionCode.GRANT_PERMISSION, None) if lacking else action(ActionCode.WAIT, None, AGAIN),),
    )


def _no_attempt_known(case: Case) -> Answer:
    """Nothing is known to have been tried, and not all that would show it could be read."""
    flow = case.flow
    text = (
        f"The payment of {flow.slot('amount')}, created at {flow.slot('created')}, is unpaid "
        f"({flow.slot('status')}). No "
        "attempt on it is known: either it was never confirmed, or what was tried left its traces where they can't "
        "be read."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", flow.flow.id, text, severity="warning"),
        next_steps=(action(ActionCode.CONTACT_CUSTOMER, flow.flow.id),),
        limits=(
            DraftLimit(
                missing="Whether anything was tried: a failed authentication leaves no charge, only an event.",
                would_settle="The payment's page in the Dashboard would tell, or the platform's logs of the checkout.",
            ),
        ),
    )


def nothing_found(search: MatchesAt, searched_otherwise: bool = False) -> Answer:
    """A search that brought no payment, or, `searched_otherwise`, none of the amount among all of its time."""
    whole = search.outcome.coverage.complete
    ways = ", ".join(search.slot(f"searched[{index}]") for index in range(len(search.found.searched)))
    how = f" It was looked for so: {ways}." if ways else ""
    text = f"No payment was found by what the question names (found: {search.slot('payment_count')}).{how}"
    if searched_otherwise:
        text = f"None of the payments of that time has the amount that the question names.{how}"
    if not whole:
        text = f"What the question names was looked for in a part of the payments alone, and not met in that part.{how}"
    absent = whole and not searched_otherwise
    return Answer(
        verdict=Verdict.NOT_FOUND if absent else Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding(
            "absence" if absent else "observation",
            asked_about(search.outcome),
            text,
            search.ref("payments" if whole else "searched"),
            severity="warning",
        ),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None),),
        limits=(
            DraftLimit(
                missing="A payment that fits the question.",
                would_settle="The payment's own Stripe id would settle it, or its currency, its day, its card.",
            ),
        ),
    )


def no_payment(place: Place, outcome: Outcome) -> Answer:
    """An object that was read and leads to no payment."""
    owner = str((outcome.data or {}).get("id", ""))
    text = f"The object {place.slot('id')} was read; it names no payment that could be followed."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", owner, text, severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again with the id of the payment that you mean."),),
        limits=(DraftLimit(missing="The payment that the question is about.", would_settle=SCOPE),),
    )


def which_payment(place: Place, outcome: Outcome) -> Answer:
    """A question without anything to look up: the newest payments are shown, and the question is handed back."""
    rows = (outcome.data or {}).get("objects")
    ids = [row.get("id") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    told = [
        finding("observation", str(id), f"Among the newest payments is {row.slot('id')}; it is {row.slot('status')}.")
        for row, id in ((Place(f"{place.at}.objects[{i}]"), id) for i, id in enumerate(ids[:_SHOWN]))
    ]
    text = "The question names no payment that could be looked up."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", outcome.coverage.account, text, place.ref("objects"), severity="warning"),
        findings=tuple(told),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, f"Ask again, naming the payment. {SCOPE}"),),
        limits=(DraftLimit(missing="Which payment is meant.", would_settle=SCOPE),),
    )


def nothing_given(place: Place, outcome: Outcome) -> Answer:
    """A complaint that gives nothing to look up by: what would find the payment is asked for, and none is guessed."""
    text = (
        "The question names no payment that could be looked up. A reference names it, or what the customer knows of it."
    )
    told = (
        "Ask the customer for the last digits of the card, the amount, the day or the e-mail, then ask again with it."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", outcome.coverage.account, text, place.ref("objects"), severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, told),),
        limits=(DraftLimit(missing=DETAILS, would_settle=SCOPE),),
    )


def not_answered(place: Place, outcome: Outcome) -> Answer:
    """What was read is of many things, and the question asks for none of them by name."""
    text = (
        f"What was read, as of {place.slot('coverage.as_of')}, leads to no single payment that the question is about."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", outcome.coverage.account, text, severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, f"Ask again, naming the payment. {SCOPE}"),),
        limits=(DraftLimit(missing="Which payment is meant.", would_settle=SCOPE),),
    )


def asked_about(outcome: Outcome) -> str:
    """What a call was about: the reference among its arguments, or else the account."""
    metadata = outcome.arguments.get("metadata")
    named = [outcome.arguments.get(name) for name in ("payment_intent", "id", "customer")]
    named += [*metadata.values()] if isinstance(metadata, dict) else []
    return next((one for one in named if isinstance(one, str)), outcome.coverage.account)
