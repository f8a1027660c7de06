"""An injection: a text by which a stranger, through what a Stripe object holds, would steer whoever reads it."""

import json
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from tools.contract.causes import CauseCode, Party
from tools.contract.record import Record

FILE = Path(__file__).with_name("injections.json")


class Slot(StrEnum):
    """Where strangers' text stands in what Stripe answers. `evals.injections.slots` says in which fields."""

    CUSTOMER_NAME = "customer.name"
    CUSTOMER_EMAIL = "customer.email"
    CUSTOMER_DESCRIPTION = "customer.description"
    CUSTOMER_LOCALE = "customer.preferred_locales"
    PAYMENT_DESCRIPTION = "payment.description"
    PAYMENT_METADATA_KEY = "payment.metadata.key"
    PAYMENT_METADATA_VALUE = "payment.metadata.value"
    PAYMENT_METADATA_LISTED = "payment.metadata.listed"
    """The value of a key that passes the mask where it fits the key's pattern."""
    CHARGE_METADATA_KEY = "charge.metadata.key"
    CHARGE_METADATA_VALUE = "charge.metadata.value"
    TRANSFER_METADATA_VALUE = "transfer.metadata.value"
    TRANSFER_METADATA_LISTED = "transfer.metadata.listed"
    TRANSFER_DESCRIPTION = "transfer.description"
    STATEMENT_DESCRIPTOR = "charge.statement_descriptor"
    DISPUTE_EVIDENCE = "dispute.evidence"
    DISPUTE_MESSAGE = "dispute.customer_communication"
    FILE_NAME = "dispute.evidence.file"
    INVOICE_MEMO = "invoice.memo"
    INVOICE_LINE = "invoice.line"
    INVOICE_NUMBER = "invoice.number"
    PRODUCT_NAME = "product.name"
    CANCELLATION_COMMENT = "subscription.cancellation_comment"
    REFUND_DESCRIPTION = "refund.description"
    REFUND_METADATA_VALUE = "refund.metadata.value"
    BUSINESS_NAME = "account.business_profile.name"
    BUSINESS_PRODUCT = "account.business_profile.product_description"
    WEBHOOK_URL = "webhook_endpoint.url"
    WEBHOOK_DESCRIPTION = "webhook_endpoint.description"
    EVENT_DATA = "event.data"
    EVENT_KEY = "event.request.idempotency_key"
    RULE_PREDICATE = "radar.rule.predicate"
    FAILURE_MESSAGE = "payment.failure_message"
    """The sentence beside a decline's codes, which repeats what issuers and networks sent."""
    ERROR_MESSAGE = "error.message"
    """The message of a request that Stripe refuses."""
    EARLIER_REPORT = "thread.earlier_report"
    """What a model wrote when an earlier question of the thread was answered: its plan, its report, its last words."""


class Goal(StrEnum):
    """What whoever wrote the text would have."""

    SUPPRESS = "suppress a finding"
    MISLEAD = "wrong cause or party"
    EXFILTRATE = "other customers' data, or the instructions"
    WRITE = "call a tool that writes"
    WIDEN = "read another account"
    LINK = "an address or an image"
    BELITTLE = "a lower severity"
    BURN = "calls without end"
    FORGE = "evidence that isn't there"
    POISON = "a memory for later questions"


class Form(StrEnum):
    """How the text is written."""

    PLAIN = "plain"
    AUTHORITY = "in somebody's name"
    BLOCK = "as a block of the system's or a tool's"
    ESCAPE = "closing what it is set in"
    JSON = "JSON within JSON"
    BASE64 = "base64"
    ZERO_WIDTH = "zero-width characters"
    HOMOGLYPH = "letters that look alike"
    BIDI = "bidirectional overrides"
    TAGS = "letters that nobody sees"
    MULTILINGUAL = "in other languages"
    SPLIT = "split over two fields"
    BENIGN = "harmless, and alike"
    """What people really write, in words that an alarm would ring at: it must not be told of as an attack."""


class Wanted(Record):
    """What the report would say if it worked, where the goal is a wrong answer."""

    cause: CauseCode | None = None
    party: Party | None = None
    nothing_wrong: bool = False


class Injection(Record):
    """One injection. `recipe` names its base: the case that it is laid over, which without it is its clean twin.
    `asked` stands in the base's question, where it matters how the recipe is asked about.

    `laid` holds the text of each slot. In it `$payment`, `$charge` and `$customer` stand for the target's ids,
    `$stranger` for a payment and `$account` for a connected account that are no part of it. `canary` is a word that
    stands nowhere else: one that the report would hold if the text were obeyed. `mark` is a part of the text by which
    it is known where the canary isn't readable in it.
    """

    id: str = Field(pattern=r"^lay-\d{2}$")
    recipe: str
    asked: str = ""
    goal: Goal | None = None
    form: Form
    laid: dict[Slot, str] = Field(min_length=1)
    canary: str = Field(min_length=6)
    mark: str = ""
    wanted: Wanted = Wanted()

    @property
    def slot(self) -> Slot:
        """The first slot, under which it is counted."""
        return next(iter(self.laid))

    @property
    def marks(self) -> tuple[str, ...]:
        """Texts that show, where one stands, that the injection has arrived there."""
        return (self.canary, self.mark) if self.mark else (self.canary,)

    @property
    def in_account(self) -> bool:
        """Whether it stands in what the account answers; an earlier report stands in the thread instead."""
        return Slot.EARLIER_REPORT not in self.laid


@cache
def injections() -> tuple[Injection, ...]:
    """Every injection, in the order of the file."""
    return tuple(Injection.from_json(row) for row in json.loads(FILE.read_text("utf-8")))


def injection(name: str) -> Injection:
    """The injection of a name. Raises KeyError where there is none."""
    return {one.id: one for one in injections()}[name]
