"""`dispute_file`: what is at stake, by when, what is asked for, and the same card's other disputes."""

import pytest
import stripe

from tools.codes import evidence_for
from tools.contract.history import DisputeFile
from tools.contract.outcome import Outcome

from .wider import at_demo, missing, noted, payment_of, refused, shelf


def told(outcome: Outcome) -> DisputeFile:
    assert outcome.data is not None, outcome.error
    return DisputeFile.from_json(outcome.data)


async def test_each_dispute_is_told_as_stripe_holds_it_in_few_reads() -> None:
    async with at_demo() as on:
        for recipe in ("C05", "C06", "C07", "C08", "C09", "C09p", "C11", "E03"):
            payment = payment_of(recipe)
            on.start_over()
            outcome = await on.call("dispute_file", payment=payment)
            found = told(outcome)

            own = {one["id"]: one for one in shelf("dispute").values() if one["payment_intent"] == payment}
            assert {one.id for one in found.disputes} == set(own), recipe
            assert (len(on.requests) <= 8, on.line.rounds <= 3) == (True, True), recipe
            assert (outcome.status, missing(outcome)) == ("ok", {})
            noted(outcome)
            for one in found.disputes:
                held = own[one.id]
                assert (one.status, one.reason, one.amount.minor) == (held["status"], held["reason"], held["amount"])
                assert one.asked_for == evidence_for(held["reason"])


async def test_at_stake_is_the_amount_and_the_fee_of_what_is_open() -> None:
    async with at_demo() as on:
        opened = told(await on.call("dispute_file", payment=payment_of("C05")))
        inquiry = told(await on.call("dispute_file", payment=payment_of("C06")))
        lost = told(await on.call("dispute_file", payment=payment_of("C07")))

    [dispute] = opened.disputes
    assert dispute.fee is not None
    assert [one.minor for one in opened.at_stake_total] == [dispute.amount.minor + dispute.fee.minor]
    assert (dispute.contestable, dispute.past_due, opened.open_count) == (True, False, 1)
    [asked] = inquiry.disputes
    assert (asked.inquiry, asked.fee, asked.refundable) == (True, None, True)
    assert asked.withdrawn is not None
    assert asked.withdrawn.minor == 0
    assert inquiry.at_stake_total == [asked.amount]
    assert (lost.disputes[0].contestable, lost.open_count, lost.at_stake_total) == (False, 0, [])


async def test_a_dispute_that_was_won_has_its_money_back_but_not_its_fee() -> None:
    async with at_demo() as on:
        [dispute] = told(await on.call("dispute_file", payment=payment_of("C08"))).disputes

    assert dispute.withdrawn == dispute.reinstated == dispute.amount
    assert dispute.fee is not None
    assert dispute.net is not None
    assert dispute.net.minor == -dispute.fee.minor


async def test_refunds_stand_beside_the_dispute_so_that_their_order_shows() -> None:
    async with at_demo() as on:
        found = told(await on.call("dispute_file", payment=payment_of("C09")))
        of_dispute = told(await on.call("dispute_file", payment=found.disputes[0].id))

    assert found.refunds[0].created < found.disputes[0].created
    assert of_dispute.refunds == found.refunds
    assert of_dispute.disputes == found.disputes


async def test_disputes_of_one_card_are_linked_across_customers() -> None:
    async with at_demo() as on:
        outcome = await on.call("dispute_file", payment=payment_of("C11"))
        alone = told(await on.call("dispute_file", payment=payment_of("C11t")))

    found = told(outcome)
    mark = found.disputes[0].fingerprint
    charges = shelf("charge")
    cards = {id: one["payment_method_details"].get("card") for id, one in charges.items() if one["disputed"]}
    same = {id for id, card in cards.items() if card and card["fingerprint"] == mark}
    assert {one.charge for one in found.linked} == same - {one.charge for one in found.disputes}
    assert len(found.linked) == found.linked_count > 0
    assert {one.customer for one in found.linked} != {found.disputes[0].customer}
    assert alone.linked_count == 0


async def test_a_search_that_may_not_be_made_leaves_the_links_unsaid() -> None:
    async with at_demo(denied=["dispute_read"]) as on:
        outcome = await on.call("dispute_file", payment=payment_of("C11"))

    assert set(missing(outcome)) >= {"disputes"}
    lacking = {note.path for note in outcome.fields if note.part in missing(outcome)}
    assert lacking >= {"disputes", "dispute_count", "linked", "linked_count", "at_stake_total"}


async def test_a_warning_of_fraud_is_told_without_any_dispute() -> None:
    async with at_demo() as on:
        found = told(await on.call("dispute_file", payment=payment_of("C10")))

    [warning] = found.warnings
    assert (warning.actionable, warning.disputed, found.disputes) == (True, False, [])


async def test_a_customer_s_file_says_that_warnings_were_read_of_disputed_charges_alone() -> None:
    charge = next(one for one in shelf("dispute").values() if one["payment_intent"] == payment_of("C05"))["charge"]
    async with at_demo() as on:
        outcome = await on.call("dispute_file", payment=shelf("charge")[charge]["customer"])

    assert {one.charge for one in told(outcome).disputes} >= {charge}
    noted(outcome)


async def test_a_window_tells_the_disputes_and_warnings_opened_in_it() -> None:
    async with at_demo() as on:
        outcome = await on.call("dispute_file", since="2026-11-01T00:00:00Z", until="2026-11-22T00:00:00Z")
        rounds = on.line.rounds

    own = [one for one in shelf("dispute").values() if 1_793_491_200 <= one["created"] < 1_795_305_600]
    found = told(outcome)
    assert (found.dispute_count, rounds <= 3) == (len(own), True)
    assert "refunds" not in (outcome.data or {})


@pytest.mark.parametrize("payment", ["evt_1234", "tr_1234", "x", ""])
async def test_what_has_no_disputes_is_refused(payment: str) -> None:
    async with at_demo() as on:
        assert refused(await on.call("dispute_file", payment=payment)) == "bad_arguments payment"


def test_every_reason_calls_for_evidence_that_stripe_takes() -> None:
    known = set(stripe.Dispute.Evidence.__annotations__)
    reasons = {str(one["reason"]) for one in shelf("dispute").values()}
    for reason in {*reasons, "subscription_canceled", "of next year"}:
        assert evidence_for(reason), reason
        assert set(evidence_for(reason)) <= known
    assert evidence_for("of next year") == evidence_for("general")
