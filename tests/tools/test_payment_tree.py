"""The exhibit of a payment as a tree: what the booking's payment was, and where its money went."""

from functools import cache

from evals.world.build import build_demo
from evals.world.shelf import Shelves
from tests.tools.asking import NOW, asking
from tools.contract.exhibits import PaymentTree
from tools.contract.money import Money


@cache
def shelves() -> Shelves:
    return build_demo(7, NOW).shelves


async def grown(payment: str) -> PaymentTree:
    async with asking(shelves()) as account:
        outcome = await account.gateway.call("payment_flow", {"payment_intent": payment})
    (tree,) = [exhibit for exhibit in outcome.exhibits if exhibit.kind == "payment_tree"]
    return PaymentTree.from_json(tree.data)


async def found(booking: str) -> str:
    async with asking(shelves()) as account:
        outcome = await account.gateway.call("find_payments", {"metadata": {"booking_id": booking}})
    assert outcome.data is not None
    (payment,) = outcome.data["payments"]
    return payment["id"]


async def test_a_destination_charges_tree_holds_both_fees_and_what_they_leave_the_platform() -> None:
    tree = await grown(await found("booking_12345"))
    assert tree.fees is not None
    assert (tree.amount, tree.status) == (Money(currency="usd", minor=4550), "succeeded")
    assert tree.fees.stripe_fee == Money(currency="usd", minor=162)
    assert tree.fees.application_fee == Money(currency="usd", minor=3)
    assert tree.fees.total == Money(currency="usd", minor=165)
    assert (tree.kept, tree.margin) == (Money(currency="usd", minor=3), Money(currency="usd", minor=-159))
    assert tree.margin_rule == "received, less passed on, plus application fee, less Stripe's fee"
    (charge,) = tree.charges
    assert (charge.status, charge.network_status) == ("paid", "approved_by_network")
    assert charge.receipt_url is not None and charge.receipt_url.startswith("[url-"), "a receipt shows who paid"


async def test_a_failed_payments_tree_has_its_charges_with_their_reasons_and_no_fees() -> None:
    tree = await grown("pi_failed123")
    assert len(tree.charges) == 3, "the attempt that failed at authentication made no charge"
    assert {charge.decline_reason for charge in tree.charges} == {"insufficient_funds"}
    assert tree.fees is None and tree.margin is None
