"""A named connection to Stripe, as the configuration describes it; never the key itself."""

from typing import Literal

from tools.contract.record import Record

Mode = Literal["test", "live"]

STRIPE_URL = "https://api.stripe.com"

VISIBLE_METADATA = {
    "booking_id": r"booking_[A-Za-z0-9]{1,24}",
    "provider_id": r"provider_[A-Za-z0-9]{1,24}",
    "order_id": r"order_[A-Za-z0-9]{1,24}",
    "service_type": r"[a-z][a-z0-9_]{0,39}",
    "metro": r"[a-z][a-z0-9_]{0,39}",
}
"""Metadata keys whose values pass the mask, each with the whole pattern a value must match."""


class Account(Record):
    """What is known of an account before its first read.

    `connected` lists the connected accounts that may be read; `metadata` the keys whose values pass the mask.
    """

    name: str
    mode: Mode
    base_url: str = STRIPE_URL
    time_zone: str = "UTC"
    connected: list[str] = []
    metadata: dict[str, str] = VISIBLE_METADATA
