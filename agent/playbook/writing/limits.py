"""What could not be seen of a payment, and what would settle it: one limit for all parts that lack the same."""

from collections.abc import Iterable, Iterator, Sequence

from agent.report import DraftLimit
from tools.contract.coverage import MissingReason, Part
from tools.contract.outcome import Outcome

_WORDS = {
    "payment": "the payment itself",
    "charges": "the attempts that reached a charge",
    "events": "the payment's events",
    "refunds": "refunds",
    "disputes": "disputes",
    "fraud_warnings": "early fraud warnings",
    "reviews": "manual reviews",
    "transfers": "transfers to providers",
    "endpoints": "the webhook endpoints",
    "deliveries": "the delivery of the payment's events",
    "fees": "fees",
    "search": "payments that fit the search",
    "listing": "payments that fit the search",
    "recent": "payments of the last hour",
    "cards": "payments with that card",
    "objects": "the list of payments",
    "customer": "the customer's own record",
    "customers": "customers that fit",
    "methods": "the customer's saved payment methods",
    "payments": "the customer's payments",
    "account": "the account itself",
    "balance": "the account's balance",
    "schedule": "the settings of the account's balance",
    "payouts": "payouts",
    "provider_payouts": "payouts of the connected accounts",
    "invoice_payments": "which payments are of invoices",
    "payout_events": "the payouts' events",
    "ledger": "the movements on the account's balance",
    "upcoming": "what becomes available on which day",
    "reserves": "what is kept in reserve",
    "provider_payments": "the provider's payments",
    "provider_transfers": "where the money of the provider's payments went",
    "provider_accounts": "the accounts that may be the provider's",
    "accounts": "the list of connected accounts",
    "own_charges": "payments on the account itself",
    "direct": "the payments on the provider's own account",
    "destinations": "whose the accounts are that shares went to",
    "pending": "what becomes available on which day",
    "account_balance": "the balance of the provider's account",
    "connected_accounts": "the connected accounts on which it could be",
}

_FEE_ELSEWHERE = DraftLimit(
    missing="Whether the platform gave any of its application fee back: that fee is an object of the platform's own.",
    would_settle="The application fee itself, asked for on the platform's account.",
)
_ON_CONNECTED = frozenset(
    {"direct", "account_balance", "balance", "schedule", "payouts", "payout_events", "ledger", "upcoming", "reserves"}
    | {"own_charges"}
)
"""The parts that the platform's key reads on a connected account, where it is one that is read."""
_OF_THE_PLATFORM = frozenset({"escrow_status"})
"""Tools whose balance and upcoming days are the platform's own."""
_OF_SHARES = frozenset({"direct", "account_balance"})
"""What such a tool reads on a provider's account."""
_NAME_IT = "Name the provider's account under providers in the settings: then no list has to be looked through."
_LISTED = DraftLimit(
    missing="All of them were read and summed; one by one only those are told that need somebody first.",
    would_settle="A narrower time, one provider or one booking shows the others.",
)
_LISTS = {
    "refund_status": (("refunds",), "payment"),
    "dispute_file": (("disputes", "fraud_warnings"), "payment"),
    "webhook_deliveries": (("undelivered", "endpoints"), "object"),
}
"""The parts of what a list of a time is of, and the argument that asks for one object's instead."""

_WHY: dict[MissingReason, tuple[str, str]] = {
    MissingReason.PERMISSION: (
        "the key in use may not read them",
        "Give the restricted key that read permission and ask again.",
    ),
    MissingReason.OLDER_THAN_30_DAYS: (
        "Stripe no longer keeps those from the payment's beginning",
        "The platform's own logs of that time would tell, or the payment's page in the Dashboard.",
    ),
    MissingReason.LIMIT: (
        "only the newest were read",
        "Ask about a narrower window, or read the rest in the Dashboard.",
    ),
    MissingReason.RATE: ("Stripe's rate limit stopped the reading", "Ask again in a while."),
    MissingReason.UNAVAILABLE: ("they could not be read", "Ask again in a while."),
}
UNNARROWED = DraftLimit(
    missing="Figures of all that the question names, such as a place, a kind of payment or a clock that isn't known by "
    "that name: nothing was narrowed to it.",
    would_settle="A split by it, such as by area or by brand, tells each part.",
)


def limits(outcomes: Iterable[Outcome]) -> tuple[DraftLimit, ...]:
    """The limits of these outcomes, each once."""
    parts = [
        (part, _is_within(outcome, part))
        for outcome in outcomes
        for part in outcome.coverage.parts
        if not part.complete and part.name in _of_the_list(outcome, part.name)
    ]
    barred = [part for part, inner in parts if inner and _is_barred(part)]
    elsewhere = [_FEE_ELSEWHERE for part, inner in parts if inner and part.name == "fees" and part not in barred]
    rest = [part for part, inner in parts if part not in barred and not (inner and part.name == "fees")]
    told = (*_under_connect(barred), *elsewhere, *_grouped(rest))
    return tuple({limit.missing: limit for limit in told}.values())


def _is_barred(part: Part) -> bool:
    """Whether a part is read within a connected account, and the platform's key may not read it there."""
    lacks = part.missing is not None and part.missing.reason is MissingReason.PERMISSION
    return lacks and part.name in _ON_CONNECTED


def _under_connect(barred: Sequence[Part]) -> Iterable[DraftLimit]:
    """One limit of all that the key lacks under Connect, with the permissions that it takes."""
    if barred:
        what = ", ".join(dict.fromkeys(_WORDS[part.name] for part in barred))
        enabled = [part.missing.enable for part in barred if part.missing and part.missing.enable]
        needs = ", ".join(dict.fromkeys(enabled)) or "those read permissions"
        yield DraftLimit(
            missing=f"Not seen in full: {what}; {_WHY[MissingReason.PERMISSION][0]}.",
            would_settle=f"Give the platform's restricted key {needs} under Connect, and ask again.",
        )


def _is_within(outcome: Outcome, part: Part) -> bool:
    """Whether a part was read on a connected account."""
    if outcome.tool in _OF_THE_PLATFORM:
        return part.name in _OF_SHARES
    return outcome.coverage.connected_account is not None


def _of_the_list(outcome: Outcome, part: str) -> tuple[str, ...]:
    """The parts that matter: of a list of a time the list itself, and not what each of it might be held against."""
    own, named = _LISTS.get(outcome.tool, ((), ""))
    return own if own and named not in outcome.arguments else (part,)


def _grouped(parts: Iterable[Part]) -> Iterator[DraftLimit]:
    """One limit for all parts that lack the same and that the same would settle."""
    found: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        if part.name == "listed":
            yield _LISTED
        else:
            found.setdefault(_why(part), []).append(_WORDS.get(part.name, "a part of the data"))
    for (why, settles), what in found.items():
        yield DraftLimit(missing=f"Not seen in full: {_joined(what)}; {why}.", would_settle=settles)


def _why(part: Part) -> tuple[str, str]:
    """Why a part is not whole, and what would settle it."""
    reason = part.missing.reason if part.missing else MissingReason.LIMIT
    why, settles = _WHY[reason]
    enable = part.missing.enable if part.missing and reason is MissingReason.PERMISSION else None
    if part.name == "accounts" and reason is MissingReason.LIMIT:
        settles = _NAME_IT
    return why, settles if enable is None else f"Give the restricted key {enable} and ask again."


def _joined(what: Iterable[str]) -> str:
    """What is told once each, as a sentence lists it."""
    *others, last = dict.fromkeys(what)
    return f"{', '.join(others)} and {last}" if others else last
