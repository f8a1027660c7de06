"""The tools as a host sees them: their names, arguments and descriptions, which are what a model reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from mcp.types import CallToolResult, TextContent
from pydantic import Field

from tools import explain, find, objects, refunds, webhooks
from tools.codes import Family
from tools.connection import Connection
from tools.contract.clock import Moment, Window
from tools.contract.figures import Compared
from tools.contract.money import Money
from tools.contract.outcome import Outcome, show
from tools.contract.payment import PaymentStatus
from tools.customer import history
from tools.dispute import file
from tools.escrow import status
from tools.escrow.surround import Scope
from tools.metrics import counted, looking
from tools.payment import flow
from tools.payouts.status import provider_payouts
from tools.risk import overview

Answer = Callable[..., Any]

Since = Annotated[Moment | None, Field(description="Created at or after this moment.")]
Until = Annotated[Moment | None, Field(description="Created before this moment.")]
Limit = Annotated[int, Field(ge=1, le=100)]
LookFirst = Annotated[
    str | None, Field(description="Whose it is, where that is known: acct_... or a provider's id; it is asked first.")
]
Resembles = Annotated[
    str | None,
    Field(description="An id or reference that was not found: only what differs by a slip or two of the keyboard."),
]


@dataclass(frozen=True)
class Surface:
    """The tools over one connection."""

    connection: Connection

    def titled(self) -> list[tuple[str, Answer]]:
        """Each tool with its title, in the order in which they are listed."""
        return [
            ("Get an object", self.get_object),
            ("List objects", self.list_objects),
            ("Find payments", self.find_payments),
            ("A payment's story", self.payment_flow),
            ("Explain a code", self.explain_code),
            ("A customer's history", self.customer_history),
            ("How refunds stand", self.refund_status),
            ("An account's payouts", self.provider_payouts),
            ("Disputes and warnings", self.dispute_file),
            ("Webhook deliveries", self.webhook_deliveries),
            ("Counts, rates and metrics", self.payment_metrics),
            ("How payments are", self.payment_health),
            ("Held for providers", self.escrow_status),
            ("Risk, and the networks' thresholds", self.risk_overview),
        ]

    async def get_object(
        self,
        id: Annotated[
            str,
            Field(
                description="Any id: ch_..., re_..., dp_..., evt_..., tr_..., cus_...; `account` is the account itself."
            ),
        ],
        account: LookFirst = None,
    ) -> CallToolResult:
        """One object of Stripe by its id, as Stripe holds it now, personal data masked."""
        return sent(await objects.get_object(self.connection, id, account))

    async def list_objects(
        self,
        type: Annotated[objects.ListedType, Field(description="The type of object.")],
        filters: Annotated[objects.Filters | None, Field(description=objects.FILTERS_BY_TYPE)] = None,
        since: Since = None,
        until: Until = None,
        limit: Limit = 20,
        after: Annotated[str | None, Field(description="The cursor `after` of an earlier result.")] = None,
        *,
        resembles: Resembles = None,
    ) -> CallToolResult:
        """Objects of one type, newest first, by Stripe's filters and a window of creation. `has_more` says whether \
older ones remain; `after` continues there."""
        page = await objects.list_objects(
            self.connection, type, filters, since, until, limit, after, resembles=resembles
        )
        return sent(page)

    async def find_payments(  # noqa: PLR0913 - a tool has as many arguments as it has
        self,
        metadata: Annotated[
            dict[str, str] | None, Field(description='Exact metadata, such as {"booking_id": "booking_91"}.')
        ] = None,
        customer: Annotated[str | None, Field(description="cus_...")] = None,
        amount: Annotated[Money | None, Field(description="Exact amount in minor units: 4550 usd is 45.50.")] = None,
        last4: Annotated[str | None, Field(pattern="^[0-9]{4}$", description="Last four digits of a card.")] = None,
        since: Since = None,
        until: Until = None,
        *,
        status: Annotated[
            PaymentStatus | None, Field(description="Only payments that stand so now, such as processing.")
        ] = None,
        resembles: Resembles = None,
        limit: Limit = 20,
    ) -> CallToolResult:
        """Payments that meet every criterion given, newest first. Matches are exact; `searched` says how they were \
looked for."""
        criteria = find.Criteria(metadata or {}, customer, amount, last4, since, until, status, resembles)
        return sent(await find.find_payments(self.connection, criteria, limit))

    async def payment_flow(
        self,
        payment_intent: Annotated[str, Field(description="pi_...")],
        account: LookFirst = None,
    ) -> CallToolResult:
        """One payment's whole story: every attempt with its method, decision and codes, events, fees, refunds, \
disputes, fraud warnings, reviews, transfers, and how the webhook endpoints stand. Start here for a question about one \
payment."""
        return sent(await flow.payment_flow(self.connection, payment_intent, account))

    async def explain_code(
        self,
        code: Annotated[
            str, Field(pattern=r"^[A-Za-z0-9_.\-]{1,80}$", description="A code as Stripe gives it: insufficient_funds.")
        ],
        family: Annotated[Family | None, Field(description="Only this table.")] = None,
    ) -> CallToolResult:
        """What a decline, advice, 3DS, outcome, dispute, refund, payout or requirement code means, who must act, \
whether to retry, and the public page that says so."""
        return sent(explain.explain_code(self.connection, code, family))

    async def customer_history(
        self,
        customer: Annotated[str, Field(description="cus_..., or the placeholder of an e-mail, a name or a phone.")],
        since: Since = None,
        until: Until = None,
    ) -> CallToolResult:
        """One customer's payment methods, payments, attempts, recoveries, refunds, disputes and worth, in a window or \
ever. A placeholder that means several customers, or none, brings all of them and chooses none."""
        return sent(await history.customer_history(self.connection, customer, since, until))

    async def refund_status(
        self,
        payment: Annotated[str | None, Field(description="pi_..., ch_... or re_...; else a window.")] = None,
        since: Since = None,
        until: Until = None,
    ) -> CallToolResult:
        """Refunds of a payment, a charge or a window: state, failure, reason of waiting, the reference that a bank \
traces them by, what is left of each charge, and whether the provider's share was taken back."""
        return sent(await refunds.refund_status(self.connection, payment, since, until))

    async def provider_payouts(
        self,
        provider: Annotated[
            str | None,
            Field(description="acct_..., or the platform's id of a provider; else the platform's own account."),
        ] = None,
        since: Annotated[
            Moment | None, Field(description="From this moment on; 90 days before `until` otherwise.")
        ] = None,
        until: Annotated[Moment | None, Field(description="Before this moment; now otherwise.")] = None,
        standing_only: Annotated[
            bool, Field(description="Only whether it may be sent money and be paid out, and its payouts: fewer reads.")
        ] = False,
    ) -> CallToolResult:
        """A provider's account or the platform's own: standing and what Stripe asks for, bank accounts, balance and \
when the rest becomes available, schedule, payouts with failures and delays, reserves, earnings by service, and what \
other schedules would have done."""
        return sent(await provider_payouts(self.connection, provider, since, until, standing_only))

    async def dispute_file(
        self,
        payment: Annotated[str | None, Field(description="pi_..., ch_..., dp_... or cus_...; else a window.")] = None,
        since: Since = None,
        until: Until = None,
    ) -> CallToolResult:
        """Disputes, inquiries and fraud warnings: what is at stake, by when, the evidence that the reason calls for, \
what was refunded before, and other disputes on the same card, whoever paid."""
        return sent(await file.dispute_file(self.connection, payment, since, until))

    async def webhook_deliveries(
        self,
        object: Annotated[str | None, Field(description="Any object's id, or evt_...; else a window.")] = None,
        since: Since = None,
        until: Until = None,
        types: Annotated[list[str] | None, Field(max_length=20, description="Only events of these types.")] = None,
    ) -> CallToolResult:
        """Events of an object or a window in the last 30 days, how many endpoints still owe each an answer, and what \
each endpoint subscribes to."""
        return sent(await webhooks.webhook_deliveries(self.connection, object, types, since, until))

    async def payment_metrics(  # noqa: PLR0913 - a tool has as many arguments as it has
        self,
        since: Annotated[Moment, Field(description="Attempts made at or after this moment.")],
        until: Annotated[Moment, Field(description="Attempts made before this moment.")],
        metadata: Annotated[
            dict[str, str] | None,
            Field(description='Only payments with exactly this, such as {"service_type": "drone_delivery"}.'),
        ] = None,
        metrics: Annotated[list[str] | None, Field(max_length=12, description=looking.METRICS_TOLD)] = None,
        by: Annotated[list[str] | None, Field(max_length=3, description=looking.DIMENSIONS_TOLD)] = None,
        where: Annotated[
            dict[str, str] | None, Field(description='Only these, by dimension, such as {"country": "DE"}.')
        ] = None,
        compared: Annotated[Compared | None, Field(description="What the figures are compared with.")] = None,
        *,
        zone: Annotated[
            str | None, Field(description="Days and hours by another time zone than the account's: Europe/Berlin, UTC.")
        ] = None,
    ) -> CallToolResult:
        """How many attempts were made in a window, how many succeeded, failed, were blocked or are pending, and the \
success rate, where there are enough for one. With metadata, also how that rate stands to the other payments' of that \
time. With `metrics`, the figures of those instead, split, filtered and compared."""
        if metrics:
            asked = looking.Asked(metrics, by or [], where or {}, compared, zone)
            return sent(await looking.figures(self.connection, since, until, asked))
        return sent(await counted.payment_metrics(self.connection, since, until, metadata))

    async def payment_health(
        self,
        since: Annotated[
            Moment | None, Field(description="From this moment on; a day before `until` otherwise.")
        ] = None,
        until: Annotated[Moment | None, Field(description="Before this moment; now otherwise.")] = None,
        compared: Annotated[Compared, Field(description="What the window is compared with.")] = "same_weekdays",
    ) -> CallToolResult:
        """How payments are over a window beside the same weekdays before: success, declines, recovery, volume, fees, \
refunds, disputes, payouts, by method, country, service, provider, hour; and which of it changed by more than chance."""
        return sent(await looking.payment_health(self.connection, since, until, compared))

    async def escrow_status(
        self,
        booking: Annotated[str | None, Field(description="A booking, such as booking_91.")] = None,
        payment: Annotated[str | None, Field(description="pi_... or ch_...")] = None,
        provider: Annotated[
            str | None, Field(description="A provider, such as provider_12, or acct_...; with a window.")
        ] = None,
        since: Annotated[Moment | None, Field(description="In escrow at or after this moment.")] = None,
        until: Annotated[Moment | None, Field(description="In escrow before this moment.")] = None,
        after: Annotated[str | None, Field(description="The cursor `after` of an earlier result.")] = None,
    ) -> CallToolResult:
        """What is held for providers and what went out to them: each payment's share by the platform's rule, when it \
is due, its transfers, and whether it is held, released, late, missing, reversed, wrong, or went with the charge. Of \
one booking or payment, of a provider in a window, or of the platform in a window."""
        scope = Scope(booking, payment, provider, Window(since=since, until=until), after)
        return sent(await status.escrow_status(self.connection, scope))

    async def risk_overview(
        self,
        since: Annotated[Moment, Field(description="From this moment on.")],
        until: Annotated[Moment, Field(description="Before this moment.")],
    ) -> CallToolResult:
        """What a window's payments say of risk: scores and levels, rules that fired, fraud warnings, disputes, the \
payments and providers with the most against them, suspicious patterns, and an estimate of how near the card networks' \
programmes (VAMP, ECM, EFM) are in its month."""
        return sent(await overview.risk_overview(self.connection, since, until))


def sent(outcome: Outcome) -> CallToolResult:
    """The outcome as a model reads it, and whole beside it."""
    return CallToolResult(
        content=[TextContent(type="text", text=show(outcome))],
        structured_content=outcome.to_json(),
        is_error=outcome.status == "error",
    )
