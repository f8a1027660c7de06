"""Money moved around a payment: balance transactions, where refunds go, transfers, the platform's fee."""

from pydantic import ConfigDict, JsonValue

from tools.shapes.base import Identified, Page, Shape


class FeeDetail(Shape):
    amount: int
    type: str


class BalanceTransaction(Identified):
    created: int
    amount: int
    fee: int
    net: int
    currency: str
    fee_details: list[FeeDetail] = []
    available_on: int | None = None
    exchange_rate: float | str | None = None


class Arrival(Shape):
    """How a refund can be traced at the customer's bank, such as by a card's acquirer reference number."""

    reference: str | None = None
    reference_status: str | None = None
    reference_type: str | None = None
    type: str | None = None


class Destination(Shape):
    """Where a refund went: the type names the field that says more."""

    model_config = ConfigDict(extra="allow")

    type: str | None = None

    @property
    def arrival(self) -> Arrival:
        extra: dict[str, JsonValue] = self.model_extra or {}
        return Arrival.of(extra.get(self.type or "") or {})


class Transfer(Identified):
    amount: int
    amount_reversed: int = 0
    currency: str
    destination: str | Identified | None = None
    created: int
    source_transaction: str | Identified | None = None
    transfer_group: str | None = None
    metadata: dict[str, str] = {}
    reversals: Page[Identified] | None = None


class ApplicationFee(Identified):
    """What the platform kept of a payment that went to a provider."""

    amount: int
    amount_refunded: int = 0
    currency: str


class TransferData(Shape):
    destination: str | Identified | None = None
