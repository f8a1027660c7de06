"""The exhibit of a payment as a tree: what the booking's payment was, and where its money went."""

from functools import cache

import pytest

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
    assert tree.uncharged == ["attempt 3: payment_intent_authentication_failure"]
    assert {charge.decline_reason for charge in tree.charges} == {"insufficient_funds"}
    assert tree.fees is None and tree.margin is None


def passed_on(disputed: bool) -> tuple[str, int]:
    """A payment that was charged separately and sent on with its charge in whole, and what was sent."""
    objects = shelves().platform.objects
    for sent in objects["transfer"].values():
        charge = objects["charge"].get(str(sent["source_transaction"]))
        plain = charge is not None and not charge["application_fee"] and not charge["amount_refunded"]
        alone = [one for one in objects["transfer"].values() if one["transfer_group"] == sent["transfer_group"]] == [
            sent
        ]
        if charge and plain and alone and charge["disputed"] is disputed and charge.get("transfer") is None:
            return str(charge["payment_intent"]), int(sent["amount"])
    pytest.fail("no such payment")


async def test_a_separate_charges_tree_holds_the_margin_without_an_application_fee() -> None:
    payment, sent = passed_on(disputed=False)
    tree = await grown(payment)
    assert tree.margin_unknown is None
    assert tree.fees is not None and tree.fees.stripe_fee is not None and tree.fees.application_fee is None
    assert tree.kept is not None and tree.kept.minor == tree.amount.minor - sent
    assert tree.margin == tree.kept - tree.fees.stripe_fee
    assert tree.margin_rule == "received, less passed on, less Stripe's fee"


async def test_a_disputed_payments_tree_says_why_it_holds_no_margin() -> None:
    tree = await grown(passed_on(disputed=True)[0])
    assert tree.margin is None
    assert tree.margin_unknown == "a dispute has moved money of it beside, or may yet"


async def test_a_transfer_on_another_payments_charge_is_not_this_payments() -> None:
    objects = shelves().platform.objects
    charges = {one["id"]: one["payment_intent"] for one in objects["charge"].values()}
    grouped: dict[str, list[str]] = {}
    for one in objects["payment_intent"].values():
        if one["transfer_group"] and one["status"] == "succeeded":
            grouped.setdefault(one["transfer_group"], []).append(one["id"])
    looked: list[object] = []
    for payments in (each for each in grouped.values() if len(each) > 1):
        for payment in payments:
            async with asking(shelves()) as account:
                _, flow = await account.flow(payment)
            looked.extend(flow.transfers)
            for sent in flow.transfers:
                source = objects["transfer"][sent.id]["source_transaction"]
                assert source is None or charges[source] == payment, (payment, sent.id)
                assert source is not None or flow.platform is None, (payment, sent.id)
    assert looked
