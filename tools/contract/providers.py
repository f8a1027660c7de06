"""Which connected account is a provider's: Stripe doesn't know the platform's own ids of providers."""

from typing import Literal

from tools.contract.record import Record

Way = Literal["account_id", "configuration", "payments", "account_metadata"]
"""How an account was found: it was named itself, the configuration maps the provider to it, money of the provider's
payments went to it, or its own metadata name the provider."""

Match = Literal["found", "none", "several", "not_allowed"]


class ProviderCandidate(Record):
    """A connected account `id` that may be the provider's, and all ways that led to it.

    `names` is the provider that the account's own metadata name, absent where they name none or weren't read;
    `transfers` counts those of the provider's payments that went to it, among the payments that were looked at;
    `may_be_read` says whether the configuration lists the account under `connected`.
    """

    id: str
    ways: list[Way]
    names: str | None = None
    business: str | None = None
    transfers: int | None = None
    may_be_read: bool


class Reach(Record):
    """How far was looked for a provider's account; null where it wasn't, or could not be.

    `payments` are the provider's newest that were found, `followed` those of them whose money was followed to where it
    went, `accounts` the accounts whose own metadata were looked at.
    """

    payments: int | None = None
    followed: int | None = None
    accounts: int | None = None


class ProviderAccount(Record):
    """The account of a provider, where the ways that there are lead to one.

    `match` says how the search ended: one account, none, several that nothing decides between, or one that may not be
    read. `account` is set where it is one, whether or not it may be read; `way` is the way that decided. `agreed` is
    false where ways led to different accounts: then `candidates` has all of them, whichever was taken. `after` resumes
    a list of accounts that was not read to its end.
    """

    provider: str
    match: Match
    account: str | None = None
    way: Way | None = None
    agreed: bool
    candidates: list[ProviderCandidate] = []
    looked: list[Way]
    reach: Reach = Reach()
    after: str | None = None
