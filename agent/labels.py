"""Words for the closed vocabularies, as a person reads them."""

from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

_VERDICTS = {
    Verdict.EXPLAINED: "Explained",
    Verdict.LIKELY: "Likely",
    Verdict.INCONCLUSIVE: "Inconclusive",
    Verdict.NOT_FOUND: "Not found",
    Verdict.NO_ISSUE: "No issue",
}

_CAUSES = {
    CauseCode.INSUFFICIENT_FUNDS: "the card had insufficient funds",
    CauseCode.CARD_LIMIT_EXCEEDED: "a limit of the card was exceeded",
    CauseCode.CARD_EXPIRED: "the card had expired",
    CauseCode.CARD_DATA_INCORRECT: "the card details were wrong",
    CauseCode.CARD_LOST_OR_STOLEN: "the card is reported lost or stolen",
    CauseCode.CARD_NOT_SUPPORTED: "the card does not allow this kind of purchase",
    CauseCode.CURRENCY_NOT_SUPPORTED: "the card does not support the currency",
    CauseCode.ISSUER_DECLINED: "the card's issuer declined without a usable reason",
    CauseCode.PROCESSING_ERROR: "the issuer or network could not answer",
    CauseCode.AUTHENTICATION_REQUIRED: "the issuer asks for authentication",
    CauseCode.AUTHENTICATION_FAILED: "the customer's authentication failed",
    CauseCode.AUTHENTICATION_PENDING: "the customer has not finished authenticating",
    CauseCode.NEVER_CONFIRMED: "the payment was never confirmed",
    CauseCode.BLOCKED_BY_RADAR: "Stripe Radar blocked it",
    CauseCode.BLOCKED_BY_RULE: "a Radar rule of the platform blocked it",
    CauseCode.BLOCKED_LOW_AUTHORIZATION: "Stripe blocked it as unlikely to be authorised",
    CauseCode.INVALID_REQUEST: "the request was invalid",
    CauseCode.REVERSED_AFTER_APPROVAL: "Stripe reversed it after the issuer's approval",
    CauseCode.AUTHORIZATION_EXPIRED: "the authorisation expired before it was captured",
    CauseCode.CANCELED: "the payment was canceled",
    CauseCode.RECOVERED_BY_RETRY: "a retry succeeded, the payment is paid",
    CauseCode.PAID_ONCE: "the payment succeeded, with a single charge",
    CauseCode.MANUAL_REVIEW_OPEN: "the payment succeeded and awaits a manual review",
    CauseCode.CAPTURE_DUE: "the payment is authorised and awaits capture",
    CauseCode.STILL_PROCESSING: "the payment is still processing",
    CauseCode.WEBHOOK_NOT_DELIVERED: "the payment succeeded, its webhook was not delivered",
}

_PARTIES = {
    Party.ISSUER: "the card's issuer",
    Party.RADAR: "Stripe Radar",
    Party.CUSTOMER: "the customer",
    Party.INTEGRATION: "the integration's developers",
    Party.PLATFORM: "the platform",
    Party.CONNECTED_ACCOUNT: "the connected account",
    Party.BANK: "the bank",
    Party.NETWORK: "the card network",
    Party.STRIPE: "Stripe",
    Party.NONE: "nobody",
    Party.UNKNOWN: "not known",
}

_ACTIONS: dict[ActionCode, str] = {
    ActionCode.ASK_FOR_OTHER_METHOD: "use another payment method",
    ActionCode.AUTHENTICATE_ON_SESSION: "authenticate with the customer present",
    ActionCode.DECIDE_REVIEW: "decide the review",
    ActionCode.REVIEW_RISK_BLOCK: "review the risk block",
    ActionCode.FIX_WEBHOOK_ENDPOINT: "fix the webhook endpoint",
}


def verdict_label(verdict: Verdict) -> str:
    """`Explained`, `No issue`, ..."""
    return _VERDICTS[verdict]


def cause_label(cause: CauseCode) -> str:
    """The cause as a clause: `the card had insufficient funds`."""
    return _CAUSES[cause]


def party_label(party: Party) -> str:
    """The party with its article: `the card's issuer`."""
    return _PARTIES[party]


def action_label(action: ActionCode) -> str:
    """The action as an imperative: `retry later`."""
    return _ACTIONS.get(action, action.value.replace("_", " "))
