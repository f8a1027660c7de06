"""Where in Stripe's Dashboard a next step is done: links with the right mode and connected account.

Forms of the addresses: docs.stripe.com/dashboard, docs.stripe.com/workbench.
"""

from tools.contract.causes import ActionCode
from tools.contract.coverage import Coverage

DASHBOARD = "https://dashboard.stripe.com"

_PAGES = {
    "pi": "payments",
    "ch": "payments",
    "py": "payments",
    "cus": "customers",
    "dp": "disputes",
    "du": "disputes",
    "evt": "workbench/events",
    "we": "workbench/webhooks",
    "in": "invoices",
    "sub": "subscriptions",
    "po": "payouts",
    "tr": "connect/transfers",
    "acct": "connect/accounts",
    "prv": "radar/reviews",
}
_PLACES = {
    ActionCode.REVIEW_RULE: "radar/rules",
    ActionCode.GRANT_PERMISSION: "apikeys",
    ActionCode.CONTACT_STRIPE: "support",
}
"""Actions that are done in one place, whatever they are about."""
_HOMES = {
    ActionCode.FIX_WEBHOOK_ENDPOINT: ("we", "workbench/webhooks"),
    ActionCode.RESEND_EVENT: ("evt", "workbench/events"),
}
"""Actions that are done to one type of object: the page of it, or of all of them where another one is named."""
_NOWHERE = frozenset({ActionCode.NO_ACTION, ActionCode.WAIT, ActionCode.CONTACT_ISSUER})
"""Actions that are done outside the Dashboard, or not at all."""
_MODELESS = frozenset({"support"})
_OF_THE_PLATFORM = frozenset({"apikeys", "connect/accounts", "connect/transfers"})
"""Pages that are the platform's own: only its Dashboard has them, or what is read with is found on them."""


def object_link(identity: str, *, livemode: bool, connected_account: str | None = None) -> str | None:
    """The Dashboard's page of an object; null for types that have none."""
    page = _PAGES.get(identity.partition("_")[0])
    return _address(page, livemode, connected_account, identity) if page else None


def step_link(code: ActionCode, subject: str | None, coverage: Coverage) -> str | None:
    """Where a step is done: its own place, else the page of the object it is done to; null where there is none."""
    if code in _NOWHERE:
        return None
    place = _PLACES.get(code)
    if place:
        return _address(place, coverage.livemode, coverage.connected_account)
    home = _HOMES.get(code)
    if home and (subject or "").partition("_")[0] != home[0]:
        return _address(home[1], coverage.livemode, coverage.connected_account)
    if subject is None:
        return None
    return object_link(subject, livemode=coverage.livemode, connected_account=coverage.connected_account)


def _address(page: str, livemode: bool, connected_account: str | None, identity: str = "") -> str:
    if page in _MODELESS:
        return f"{DASHBOARD}/{page}"
    scope = f"/{connected_account}" if connected_account and page not in _OF_THE_PLATFORM else ""
    mode = "" if livemode else "/test"
    return f"{DASHBOARD}{scope}{mode}/{page}{f'/{identity}' if identity else ''}"
