"""Which connected account is a provider's, by the platform's own id of them in the account's metadata.

Stripe can't search accounts (docs.stripe.com/search): a bounded list of them is looked through.
"""

from tools.connection import Connection
from tools.contract.outcome import Failure, FailureCode
from tools.reading.parts import Reads
from tools.shapes.accounts import ConnectAccount

LOOKED_THROUGH = 300
PART = "accounts"
KEY = "provider_id"


async def account_of(connection: Connection, reads: Reads, provider: str) -> str | Failure:
    """The account of the provider, of those that may be read; why there is none, or not just one."""
    rows = await reads.several(PART, "/v1/accounts", ConnectAccount, {}, LOOKED_THROUGH)
    if isinstance(rows, Failure):
        return rows
    found = [one.id for one in rows if one.metadata.get(KEY) == provider]
    allowed = [one for one in found if one in connection.account.connected]
    if len(found) == 1 and allowed:
        return allowed[0]
    if found:
        return _unfit(len(found))
    far = "" if not reads.parts[PART].more else f" among the newest {LOOKED_THROUGH}; name its acct_"
    return Failure(code=FailureCode.NOT_FOUND, message=f"No connected account names this provider{far}.")


def _unfit(found: int) -> Failure:
    if found > 1:
        message = f"{found} connected accounts name this provider, and none is chosen."
        return Failure(code=FailureCode.BAD_ARGUMENTS, message=message, next="Give the acct_ that is meant.")
    step = "Add its id to `connected` of the account in paysleuth.toml."
    message = "This provider's account is not one that may be read."
    return Failure(code=FailureCode.OUT_OF_SCOPE, message=message, next=step)
