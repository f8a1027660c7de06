"""What a platform earns of payments by a fee, on its own account and on the one that pays it."""

from evals.world.draw import letters
from evals.world.happened import Attempt, Payment
from evals.world.parties import Platform
from evals.world.shelf import JsonObject
from evals.world.shown.account import Account
from evals.world.shown.money import Settled


def earn(account: Account, payment: Payment, paid: Attempt, settled: Settled, at: int) -> None:
    """The platform's fee of a payment that was taken on its provider's account."""
    direct = payment.direct
    assert direct is not None  # noqa: S101 - only such payments come here
    enter(account, payment, (direct.fee_id, paid.charge, None), Settled(direct.fee, settled.currency, None), at)


def mark(home: Account | None) -> JsonObject:
    """What marks a payment that the platform `home` has made on another account."""
    return {"application": application_of(home.platform)} if home else {}


def detail(home: Account | None, payment: Payment, currency: str) -> JsonObject | None:
    """The platform's fee, of a payment on another account, as that account sees it."""
    if home is None or payment.direct is None:
        return None
    return {
        "amount": payment.direct.fee,
        "application": application_of(home.platform),
        "currency": currency,
        "description": f"{home.platform.name} application fee",
        "type": "application_fee",
    }


def enter(account: Account, payment: Payment, named: tuple[str, str, str | None], fee: Settled, at: int) -> None:
    """A fee reaches the platform: of a charge on the provider's account, which may stem from one of the platform's."""
    identity, charge, origin = named
    of = "transfer" if origin else "charge"
    entry = account.ledger.enter(
        account.draw("fee", identity),
        "application_fee",
        "platform_earning",
        identity,
        payment.stem,
        at,
        fee,
        description=f"Application fee from application {account.platform.name} for {of} {charge}",
    )
    shown = account.put(
        {
            "id": identity,
            "object": "application_fee",
            "account": payment.booking.provider.account,
            "amount": fee.amount,
            "amount_refunded": 0,
            "application": application_of(account.platform),
            "balance_transaction": entry["id"],
            "charge": charge,
            "created": at,
            "currency": fee.currency,
            "fee_source": {"charge": charge, "type": "charge"},
            "livemode": account.platform.livemode,
            "originating_transaction": origin,
            "refunded": False,
            "refunds": {
                "object": "list",
                "data": [],
                "has_more": False,
                "total_count": 0,
                "url": f"/v1/application_fees/{identity}/refunds",
            },
        }
    )
    account.journal.note("application_fee.created", shown, at)


def application_of(platform: Platform) -> str:
    """The platform as an application that earns fees."""
    return "ca_" + letters(32, platform.account, "application")
