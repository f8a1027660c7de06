"""What each next step means for the person who takes it."""

from collections.abc import Iterable

from agent.playbook.writing.drafting import step
from agent.report import DraftStep
from tools.contract.causes import ActionCode, Party

_STEPS: dict[ActionCode, tuple[Party, str]] = {
    ActionCode.NO_ACTION: (Party.NONE, "Nothing needs to be done for this payment."),
    ActionCode.WAIT: (Party.NONE, "Wait for the outcome; the payment needs nothing from anybody until then."),
    ActionCode.RETRY_LATER: (
        Party.PLATFORM,
        "Try the same card again later, for instance on the customer's next payday, rather than straight away.",
    ),
    ActionCode.DO_NOT_RETRY: (
        Party.PLATFORM,
        "Do not try the same card again: it will be declined each time, and repeated tries can bring fees.",
    ),
    ActionCode.ASK_FOR_OTHER_METHOD: (
        Party.PLATFORM,
        "Ask the customer for another card or payment method, and confirm this payment with it.",
    ),
    ActionCode.UPDATE_CARD: (Party.CUSTOMER, "Replace the saved card by a valid one, then pay again."),
    ActionCode.CORRECT_CARD_DATA: (Party.CUSTOMER, "Enter the card's details again, with care, and pay again."),
    ActionCode.CONTACT_ISSUER: (
        Party.CUSTOMER,
        "Ask the bank that issued the card why it declined; only the bank can say, and only to its own customer.",
    ),
    ActionCode.AUTHENTICATE_ON_SESSION: (
        Party.INTEGRATION,
        "Bring the customer back to confirm this payment, so that the bank can ask them to authenticate.",
    ),
    ActionCode.COMPLETE_AUTHENTICATION: (
        Party.CUSTOMER,
        "Finish the bank's authentication (3DS) for this payment; a new link or page can be sent to start it again.",
    ),
    ActionCode.CONFIRM_PAYMENT: (
        Party.INTEGRATION,
        "Confirm the payment: it was set up, but the request that tells Stripe to charge it never came.",
    ),
    ActionCode.CREATE_NEW_PAYMENT: (
        Party.PLATFORM,
        "If the money is still owed, start a new payment: a canceled payment can't be used again.",
    ),
    ActionCode.COLLECT_REMAINDER: (
        Party.PLATFORM,
        "Collect what is still unpaid, and not the whole amount again: part of it has come in by another payment.",
    ),
    ActionCode.REVIEW_RULE: (
        Party.PLATFORM,
        "Look at the Radar rule that stopped this payment: change it, or allow this customer, if it caught a good "
        "payment.",
    ),
    ActionCode.REVIEW_RISK_BLOCK: (
        Party.PLATFORM,
        "Look at the risk signals of this payment in the Dashboard; if you know the customer, add them to an allow "
        "list "
        "before they try again.",
    ),
    ActionCode.DECIDE_REVIEW: (
        Party.PLATFORM,
        "Decide the open review: approve the payment, or refund it if it looks like fraud.",
    ),
    ActionCode.CAPTURE_NOW: (
        Party.PLATFORM,
        "Capture the payment before its deadline, or cancel it if the money is not wanted.",
    ),
    ActionCode.FIX_WEBHOOK_ENDPOINT: (
        Party.INTEGRATION,
        "Repair the webhook endpoint: it must be enabled, subscribe to the event, and answer it with success.",
    ),
    ActionCode.RESEND_EVENT: (
        Party.INTEGRATION,
        "Resend the event from the Dashboard when the endpoint works, or mark the booking as paid by hand.",
    ),
    ActionCode.FIX_REQUEST: (Party.INTEGRATION, "Correct the request that Stripe refused, then try again."),
    ActionCode.GRANT_PERMISSION: (
        Party.PLATFORM,
        "Give the restricted key the permission to read what is missing, then ask again.",
    ),
    ActionCode.CHECK_REFERENCE: (
        Party.PLATFORM,
        "Check the reference: the right account, test or live mode, and every letter of the id.",
    ),
    ActionCode.CONTACT_STRIPE: (Party.PLATFORM, "Ask Stripe's support, with the ids in this report."),
    ActionCode.CONTACT_CUSTOMER: (Party.PLATFORM, "Ask the customer whether they still want to pay, and how."),
    ActionCode.CHECK_EXISTING_PAYMENT: (
        Party.PLATFORM,
        "Compare the payments of this booking before you collect or refund anything.",
    ),
    ActionCode.RENEW_MANDATE: (Party.CUSTOMER, "Agree anew to being debited; the earlier agreement no longer holds."),
    ActionCode.REFUND_CUSTOMER: (Party.PLATFORM, "Refund the customer in the Dashboard."),
    ActionCode.REFUND_BY_OTHER_MEANS: (Party.PLATFORM, "Pay the customer back in another way than by this card."),
    ActionCode.RESPOND_TO_DISPUTE: (Party.PLATFORM, "Answer the dispute with evidence before its deadline."),
    ActionCode.ADD_FUNDS: (Party.PLATFORM, "Add funds to the Stripe balance."),
    ActionCode.UPDATE_BANK_ACCOUNT: (Party.CUSTOMER, "Correct or replace the bank account, then pay again."),
    ActionCode.PROVIDE_REQUIREMENTS: (Party.CONNECTED_ACCOUNT, "Hand in what Stripe asks for on the account."),
    ActionCode.REQUEST_CAPABILITY: (Party.PLATFORM, "Request the capability that the account lacks."),
    ActionCode.RESUME_ACCOUNT: (Party.PLATFORM, "Resume the account that was paused."),
    ActionCode.CREATE_TRANSFER: (
        Party.PLATFORM,
        "Send the provider's share from the platform's balance, naming this charge as its source.",
    ),
    ActionCode.REVERSE_TRANSFER: (
        Party.PLATFORM,
        "Take the transfer back, in the Dashboard; what the account no longer holds can't be taken back.",
    ),
    ActionCode.ADJUST_TRANSFER: (
        Party.PLATFORM,
        "Send the difference to the provider, or take back what was sent beyond the share.",
    ),
    ActionCode.CORRECT_FEE_RULE: (
        Party.INTEGRATION,
        "Correct how the platform's code computes the fee, and settle the difference with the provider.",
    ),
    ActionCode.CHANGE_SCHEDULE: (Party.PLATFORM, "Change the account's payout schedule in the Dashboard."),
    ActionCode.READ_CONNECTED_ACCOUNT: (
        Party.PLATFORM,
        "Ask again for the connected account that it is on, once that account may be read.",
    ),
}


def steps(codes: Iterable[ActionCode], subject: str | None) -> tuple[DraftStep, ...]:
    """The steps of these codes, each once, in their order."""
    return tuple(action(code, subject) for code in dict.fromkeys(codes))


def action(code: ActionCode, subject: str | None, text: str | None = None) -> DraftStep:
    """One step, in its usual words or in those given."""
    who, usual = _STEPS[code]
    return step(code, who, text or usual, subject)
