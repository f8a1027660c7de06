"""What can be asked of the account: every resource, its list's parameters and the permission that reading it takes.

The parameters are exactly those of the `*ListParams` of stripe 16.1 (a test holds the two equal); any other is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evals.world.http.filters import CREATED, Filter, Kind
from evals.world.http.keys import CONNECT, Permission

# Names seen in Stripe's own messages or operation details: payment_intent, charge (refunds too), customer,
# payment_method, dispute, payout, balance, application_fee, limited_account, webhook. The others follow the pattern of
# those: event, transfer, review, setup_intent, invoice, subscription, product and mandate as the Dashboard's key form
# names them; a price is read by `plan`, as a message of Stripe's says; `balance_transaction_source`,
# the form's row for balance transactions; and, inferred outright, `early_fraud_warning`, `balance_settings`,
# `checkout_session` and `v2_event` (thin events, their own so that a key can lack them alone).
CHARGES = Permission("charge", "Charges")
CUSTOMERS = Permission("customer", "Customers")
PAYMENT_METHODS = Permission("payment_method", "Payment Methods")
SETUP_INTENTS = Permission("setup_intent", "Setup Intents")
TRANSFERS = Permission("transfer", "Transfers")
FEES = Permission("application_fee", "Application Fees")
ACCOUNTS = Permission("limited_account", "Accounts")
THIN_EVENTS = Permission("v2_event", "V2 Events")
BALANCE = Permission("balance", "Balance")
INVOICES = Permission("invoice", "Invoices")


@dataclass(frozen=True)
class Resource:
    """A kind of object with a place of its own under /v1.

    `called` is what "No such …" calls it and `id_param` the parameter that error names; where no recording shows them,
    the object's own name and `id` stand, as Stripe has them for most.
    """

    path: str
    object: str
    permission: Permission
    filters: tuple[Filter, ...] = ()
    called: str = ""
    id_param: str = "id"
    listed: bool = True
    retrieved: bool = True
    searched: bool = False
    extra: tuple[str, ...] = ()  # further parameters of the retrieval, which change nothing here

    @property
    def name(self) -> str:
        return self.called or self.object


@dataclass(frozen=True)
class Nested:
    """A list below one object: what hangs on the parent by a field, stands embedded in it, or on the parent's shelf."""

    segment: str
    parent: str
    object: str
    permission: Permission
    filters: tuple[Filter, ...] = ()
    link: str = ""
    embedded: str = ""
    owned: bool = False
    """Whether it stands on the account that is the parent, and is listed whole."""


CUSTOMER = Filter("customer", refers="customer")
CUSTOMER_ACCOUNT = Filter("customer_account")
CHARGE = Filter("charge", refers="charge")
CHARGE_ANYWHERE = Filter("charge")
"""A charge of the platform's or of a connected account, as a fee may be of either."""
PAYMENT_INTENT = Filter("payment_intent", refers="payment_intent")
TRANSFER_GROUP = Filter("transfer_group")
DESTINATION = Filter("destination")
TYPE = Filter("type")
REDISPLAY = Filter("allow_redisplay")
COLLECTION = Filter("collection_method")

RESOURCES = (
    Resource(
        "/v1/payment_intents",
        "payment_intent",
        Permission("payment_intent", "PaymentIntents"),
        (CREATED, CUSTOMER, CUSTOMER_ACCOUNT),
        id_param="intent",
        searched=True,
        extra=("client_secret",),
    ),
    Resource("/v1/charges", "charge", CHARGES, (CREATED, CUSTOMER, PAYMENT_INTENT, TRANSFER_GROUP), searched=True),
    Resource("/v1/customers", "customer", CUSTOMERS, (CREATED, Filter("email"), Filter("test_clock")), searched=True),
    Resource(
        "/v1/payment_methods",
        "payment_method",
        PAYMENT_METHODS,
        (REDISPLAY, CUSTOMER, CUSTOMER_ACCOUNT, TYPE),
        called="PaymentMethod",
    ),
    Resource(
        "/v1/setup_intents",
        "setup_intent",
        SETUP_INTENTS,
        (
            Filter("attach_to_self", Kind.FLAG),
            CREATED,
            CUSTOMER,
            CUSTOMER_ACCOUNT,
            Filter("payment_method", refers="payment_method"),
        ),
        called="setupintent",
        id_param="intent",
        extra=("client_secret",),
    ),
    Resource(
        "/v1/setup_attempts",
        "setup_attempt",
        SETUP_INTENTS,
        (CREATED, Filter("setup_intent", refers="setup_intent", required=True)),
        retrieved=False,
    ),
    Resource("/v1/refunds", "refund", CHARGES, (CHARGE, CREATED, PAYMENT_INTENT)),
    Resource("/v1/disputes", "dispute", Permission("dispute", "Disputes"), (CHARGE, CREATED, PAYMENT_INTENT)),
    Resource(
        "/v1/balance_transactions",
        "balance_transaction",
        Permission("balance_transaction_source", "Balance Transaction Sources"),
        (
            CREATED,
            Filter("currency"),
            Filter("payout", Kind.PAYOUT, refers="payout"),
            Filter("source"),
            TYPE,
        ),
        called="balance transaction",
    ),
    Resource(
        "/v1/events",
        "event",
        Permission("event", "Events"),
        (CREATED, Filter("delivery_success", Kind.DELIVERED), Filter("type", Kind.TYPE), Filter("types", Kind.TYPES)),
    ),
    Resource(
        "/v1/webhook_endpoints",
        "webhook_endpoint",
        Permission("webhook", "Webhook Endpoints"),
        called="webhook endpoint",
    ),
    Resource("/v1/reviews", "review", Permission("review", "Reviews"), (CREATED,)),
    Resource(
        "/v1/radar/early_fraud_warnings",
        "radar.early_fraud_warning",
        Permission("early_fraud_warning", "Early Fraud Warnings"),
        (CHARGE, CREATED, PAYMENT_INTENT),
        called="early fraud warning",
    ),
    Resource("/v1/transfers", "transfer", TRANSFERS, (CREATED, DESTINATION, TRANSFER_GROUP)),
    Resource(
        "/v1/payouts",
        "payout",
        Permission("payout", "Payouts"),
        (Filter("arrival_date", Kind.RANGE), CREATED, DESTINATION, Filter("status")),
    ),
    Resource(
        "/v1/checkout/sessions",
        "checkout.session",
        Permission("checkout_session", "Checkout Sessions"),
        (
            CREATED,
            CUSTOMER,
            CUSTOMER_ACCOUNT,
            Filter("customer_details", Kind.PARTS),
            PAYMENT_INTENT,
            Filter("payment_link"),
            Filter("status"),
            Filter("subscription", refers="subscription"),
        ),
        called="checkout.session",
    ),
    Resource("/v1/application_fees", "application_fee", FEES, (CHARGE_ANYWHERE, CREATED), called="application fee"),
    Resource("/v1/accounts", "account", ACCOUNTS, (CREATED,)),
    Resource("/v1/mandates", "mandate", Permission("mandate", "Mandates"), listed=False, id_param="mandate"),
    Resource(
        "/v1/products",
        "product",
        Permission("product", "Products"),
        (
            Filter("active", Kind.FLAG),
            CREATED,
            Filter("ids", Kind.ONE_OF, at="id"),
            Filter("shippable", Kind.FLAG),
            TYPE,
            Filter("url"),
        ),
        searched=True,
    ),
    Resource(
        "/v1/prices",
        "price",
        Permission("plan", "Prices"),
        (
            Filter("active", Kind.FLAG),
            CREATED,
            Filter("currency"),
            Filter("lookup_keys", Kind.ONE_OF, at="lookup_key"),
            Filter("product", refers="product"),
            Filter("recurring", Kind.PARTS),
            TYPE,
        ),
        searched=True,
        id_param="price",
    ),
    Resource(
        "/v1/subscriptions",
        "subscription",
        Permission("subscription", "Subscriptions"),
        (
            Filter("automatic_tax", Kind.PARTS),
            COLLECTION,
            CREATED,
            Filter("current_period_end", Kind.RANGE, at="items.data.current_period_end"),
            Filter("current_period_start", Kind.RANGE, at="items.data.current_period_start"),
            CUSTOMER,
            CUSTOMER_ACCOUNT,
            Filter("plan", at="items.data.plan.id"),
            Filter("price", refers="price", at="items.data.price.id"),
            Filter("status", Kind.STANDING),
            Filter("test_clock"),
        ),
        searched=True,
    ),
    Resource(
        "/v1/invoices",
        "invoice",
        INVOICES,
        (
            COLLECTION,
            CREATED,
            CUSTOMER,
            CUSTOMER_ACCOUNT,
            Filter("due_date", Kind.RANGE),
            Filter("status"),
            Filter("subscription", refers="subscription", at="parent.subscription_details.subscription"),
        ),
        searched=True,
    ),
    Resource(
        "/v1/invoice_payments",
        "invoice_payment",
        INVOICES,
        (CREATED, Filter("invoice", refers="invoice"), Filter("payment", Kind.PARTS), Filter("status")),
        called="invoice payment",
    ),
)

NESTED = (
    Nested("payment_methods", "customer", "payment_method", PAYMENT_METHODS, (REDISPLAY, TYPE), link="customer"),
    Nested("reversals", "transfer", "transfer_reversal", TRANSFERS, link="transfer"),
    Nested("refunds", "charge", "refund", CHARGES, link="charge"),
    Nested("refunds", "application_fee", "fee_refund", FEES, link="fee"),
    Nested("lines", "invoice", "line_item", INVOICES, embedded="lines"),
    Nested("external_accounts", "account", "bank_account", ACCOUNTS, (Filter("object"),), embedded="external_accounts"),
    Nested("capabilities", "account", "capability", ACCOUNTS, owned=True),
)

# One of each to an account, with no id in its path.
SINGLETONS: Mapping[str, tuple[str, Permission]] = {
    "/v1/account": ("account", ACCOUNTS),
    "/v1/balance": ("balance", BALANCE),
    "/v1/balance_settings": ("balance_settings", Permission("balance_settings", "Balance Settings")),
}

BY_PATH: Mapping[str, Resource] = {resource.path: resource for resource in RESOURCES}
BY_OBJECT: Mapping[str, Resource] = {resource.object: resource for resource in RESOURCES}


def permission_of(object_type: str) -> Permission | None:
    """What reading an object of this type takes; None for what is only ever seen inside another (a Radar rule)."""
    if object_type in BY_OBJECT:
        return BY_OBJECT[object_type].permission
    return next((nested.permission for nested in NESTED if nested.object == object_type), None)


def permissions() -> frozenset[str]:
    """The names of every permission a key of this world can lack."""
    held = [resource.permission for resource in RESOURCES] + [nested.permission for nested in NESTED]
    held += [permission for _, permission in SINGLETONS.values()] + [THIN_EVENTS]
    names = {permission.read() for permission in held}
    return frozenset(names | {CONNECT} | {f"{CONNECT}:{name}" for name in names})
