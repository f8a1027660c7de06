"""A payment as a tree, for questions that ask for all of it at once."""

from collections.abc import Iterator, Sequence

from agent.render.shapes import Line, Section
from agent.render.words import moment, plain
from tools.contract.clock import from_unix
from tools.contract.exhibits import ChargeBranch, FeeBranch, PaymentTree

Branch = tuple[str, "Sequence[Branch]"]


def tree(payment: PaymentTree, zone: str) -> Section:
    """The tree of one payment, a line a twig."""
    name = payment.booking or payment.payment_intent
    drawn = ["Payment analysis for " + plain(name), *_draw(_branches(payment, zone))]
    return Section(title="The payment", lines=[Line(text=text, mark=" ") for text in drawn], drawn=True)


def _branches(payment: PaymentTree, zone: str) -> list[Branch]:
    def at(seconds: float) -> str:
        return moment(from_unix(int(seconds)).strftime("%Y-%m-%dT%H:%M:%SZ"), zone)

    return [
        (f"PaymentIntent: {payment.payment_intent}", ()),
        (f"Status: {payment.status}", ()),
        (f"Amount: {payment.amount} ({payment.amount.minor} in minor units)", ()),
        (f"Created: {at(payment.created.timestamp())}", ()),
        (f"Confirmed: {at(payment.confirmed.timestamp()) if payment.confirmed else 'not yet'}", ()),
        (
            "Charges:" if payment.charges else "Charges: none",
            [
                *(_charge(charge) for charge in payment.charges),
                *((f"no charge was made by {told}", ()) for told in payment.uncharged),
            ],
        ),
        (
            "Metadata:" if payment.metadata else "Metadata: none",
            [(f"{k}: {v}", ()) for k, v in payment.metadata.items()],
        ),
        *([(f"Fees: {_fees(payment.fees)}", ())] if payment.fees else []),
        *([(_margin(payment), ())] if payment.margin or payment.margin_unknown else []),
    ]


def _charge(charge: ChargeBranch) -> Branch:
    told = [
        ("Status", charge.status),
        ("Decline reason", charge.decline_reason),
        ("Receipt URL", _receipt(charge.receipt_url)),
        ("Payment method", charge.payment_method),
        ("Network status", charge.network_status),
    ]
    return (charge.id, [(f"{label}: {value}", ()) for label, value in told if value])


def _receipt(url: str | None) -> str | None:
    """The link, which shows who paid: masked, with the place where whoever may see it finds it."""
    masked = url is not None and url.startswith("[")
    return f"{url} (masked; on the payment's page in the Dashboard)" if masked else url


def _fees(fees: FeeBranch) -> str:
    parts = [("Stripe fee", fees.stripe_fee), ("Application fee", fees.application_fee)]
    told = ", ".join(f"{label}: {amount}" for label, amount in parts if amount)
    return f"{fees.total} ({told})" if fees.total else told


def _margin(payment: PaymentTree) -> str:
    if payment.margin is None:
        return f"Platform's margin: not told, as {payment.margin_unknown}"
    fee = payment.fees.stripe_fee if payment.fees else None
    rule = f" ({payment.kept} kept, less the Stripe fee of {fee})" if payment.kept and fee else ""
    return f"Platform's margin: {payment.margin}{rule}"


def _draw(branches: Sequence[Branch], stem: str = "") -> Iterator[str]:
    for position, (text, twigs) in enumerate(branches):
        last = position == len(branches) - 1
        yield f"{stem}{'└── ' if last else '├── '}{plain(text)}"
        yield from _draw(twigs, stem + ("    " if last else "│   "))
