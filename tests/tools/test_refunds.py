"""`refund_status`: where refunded money is, and whether the provider's share came back with it."""

import pytest

from tools.contract.clock import from_unix
from tools.contract.exhibits import PaymentFlowAnalysis
from tools.contract.history import RefundStatus
from tools.contract.outcome import Outcome, show

from .asking import NOW
from .demo_account import with_objects
from .wider import at_demo, missing, noted, payment_of, refused, shelf, wider


def told(outcome: Outcome) -> RefundStatus:
    assert outcome.data is not None, outcome.error
    return RefundStatus.from_json(outcome.data)


async def test_each_refund_is_told_as_stripe_holds_it_in_few_reads() -> None:
    async with at_demo() as on:
        for recipe in ("C01", "C02", "C02d", "C02p", "C03", "C04", "B14", "C01t", "C03t", "C04t"):
            payment = payment_of(recipe)
            on.start_over()
            outcome = await on.call("refund_status", payment=payment)
            found = told(outcome)

            own = {one["id"]: one for one in shelf("refund").values() if one["payment_intent"] == payment}
            assert {one.id for one in found.refunds} == set(own), recipe
            assert (len(on.requests) <= 3, on.line.rounds <= 2) == (True, True), recipe
            noted(outcome)
            for one in found.refunds:
                held = own[one.id]
                assert (one.status, one.amount.minor) == (held["status"], held["amount"])
                assert one.failure_reason == held.get("failure_reason")
                assert one.pending_reason == held.get("pending_reason")
                assert one.failure_balance_transaction == held.get("failure_balance_transaction")
                entry = shelf("balance_transaction").get(held.get("failure_balance_transaction") or "")
                assert one.failed_at == (from_unix(entry["created"]) if entry else None)


async def test_a_refund_that_failed_stands_in_the_timeline_when_it_was_made_and_when_it_failed() -> None:
    async with at_demo() as on:
        outcome, flow = await on.flow(payment_of("C01"))

    [refund] = flow.refunds
    entry = shelf("balance_transaction")[shelf("refund")[refund.id]["failure_balance_transaction"]]
    told = PaymentFlowAnalysis.model_validate(outcome.exhibits[0].data).timeline
    of_refund = [(one.status, one.timestamp) for one in told if one.event == "refund"]
    assert of_refund == [("created", refund.created), ("failed", from_unix(entry["created"]))]
    assert refund.created < from_unix(entry["created"])


async def test_without_leave_to_read_the_balance_the_refund_is_told_all_the_same() -> None:
    async with at_demo(denied=["balance_transaction_source_read"]) as on:
        outcome = await on.call("refund_status", payment=payment_of("C01"))
        _, flow = await on.flow(payment_of("C01"))
        [shown] = told(await on.call("refund_status", payment=flow.refunds[0].id)).refunds

    [refund] = told(outcome).refunds
    assert missing(outcome) == {}
    assert (refund.status, refund.failed_at, shown.failed_at, flow.refunds[0].failed_at) == ("failed", None, None, None)


async def test_a_refund_that_was_sent_has_the_reference_that_a_bank_traces_it_by() -> None:
    async with at_demo() as on:
        found = told(await on.call("refund_status", payment=payment_of("C03")))

    [refund] = found.refunds
    card = shelf("refund")[refund.id]["destination_details"]["card"]
    assert (refund.reference, refund.reference_status) == (card["reference"], "available")
    assert refund.reference_type == "acquirer_reference_number"


async def test_a_refund_without_reversal_shows_what_the_provider_kept_and_its_twin_what_came_back() -> None:
    async with at_demo() as on:
        kept = told(await on.call("refund_status", payment=payment_of("C04")))
        back = told(await on.call("refund_status", payment=payment_of("C04t")))

    [charge], [other] = kept.charges, back.charges
    assert charge.transferred is not None
    assert charge.reversed is not None
    assert (charge.transferred.minor > 0, charge.reversed.minor) == (True, 0)
    assert other.reversed is not None
    assert other.reversed.minor > 0


async def test_what_took_a_providers_share_back_is_named_on_its_transfer() -> None:
    async with at_demo() as on:
        _, kept = await on.flow(payment_of("C04"))
        _, back = await on.flow(payment_of("C04t"))

    [transfer] = back.transfers
    held = shelf("transfer")[transfer.id]["reversals"]["data"]
    assert transfer.reversals == [one["id"] for one in held] != []
    assert kept.transfers[0].reversals is None


async def test_a_partial_refund_leaves_what_remains() -> None:
    async with at_demo() as on:
        [charge] = told(await on.call("refund_status", payment=payment_of("B14"))).charges

    assert not charge.fully_refunded
    assert charge.remaining == charge.paid - charge.refunded
    assert charge.remaining.minor > 0


async def test_a_refund_and_its_charge_lead_to_the_same_state() -> None:
    async with at_demo() as on:
        of_payment = told(await on.call("refund_status", payment=payment_of("C01")))
        [refund] = of_payment.refunds
        of_refund = told(await on.call("refund_status", payment=refund.id))
        of_charge = told(await on.call("refund_status", payment=refund.charge))

    assert of_refund.refunds == of_payment.refunds == of_charge.refunds
    assert of_refund.charges == of_payment.charges == of_charge.charges


async def test_a_refund_that_waits_for_the_customer_says_when_they_were_asked_and_until_when() -> None:
    payment = payment_of("C01")
    held = next(one for one in shelf("refund").values() if one["payment_intent"] == payment)
    shown = {"email_sent": {"email_sent_at": NOW - 600, "email_sent_to": "ana@example.com"}, "expires_at": NOW + 900}
    waits = {**held, "status": "requires_action", "next_action": {"type": "display_details", "display_details": shown}}
    changed = {**shelf("refund"), held["id"]: waits}
    async with at_demo(shelves=with_objects(wider().shelves, refund=changed)) as on:
        outcome = await on.call("refund_status", payment=payment)

    [refund] = told(outcome).refunds
    assert (refund.status, refund.next_action) == ("requires_action", "display_details")
    assert (refund.asked_at, refund.expires_at) == (from_unix(NOW - 600), from_unix(NOW + 900))
    assert "ana@example.com" not in show(outcome)


async def test_a_payment_without_refunds_is_empty_and_complete() -> None:
    async with at_demo() as on:
        outcome = await on.call("refund_status", payment=payment_of("C05"))

    assert (outcome.status, told(outcome).refunds, missing(outcome)) == ("empty", [], {})


async def test_a_window_tells_totals_of_each_state_by_currency() -> None:
    async with at_demo() as on:
        outcome = await on.call("refund_status", since="2026-11-01T00:00:00Z", until="2026-11-22T00:00:00Z")

    found, rows = told(outcome), shelf("refund").values()
    own = [one for one in rows if 1_793_491_200 <= one["created"] < 1_795_305_600]
    assert found.refund_count == len(own) > 5
    for state, sums in (("succeeded", found.succeeded_total), ("failed", found.failed_total)):
        expected: dict[str, int] = {}
        for one in own:
            if one["status"] == state or (state == "failed" and one["status"] == "canceled"):
                expected[one["currency"]] = expected.get(one["currency"], 0) + one["amount"]
        assert {one.currency: one.minor for one in sums} == expected


async def test_transfers_that_may_not_be_read_leave_the_refund() -> None:
    async with at_demo(denied=["transfer_read"]) as on:
        outcome = await on.call("refund_status", payment=payment_of("C04"))

    assert (outcome.status, missing(outcome)) == ("partial", {"transfers": "permission"})
    assert told(outcome).charges[0].transferred is None
    assert next(note.part for note in outcome.fields if note.path == "charges") == "transfers"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "bad_arguments arguments"),
        ({"payment": "pi_failed123", "since": "2026-11-01T00:00:00Z"}, "bad_arguments arguments"),
        ({"payment": "cus_1234"}, "bad_arguments payment"),
        ({"payment": "nonsense"}, "bad_arguments payment"),
        ({"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}, "bad_arguments until"),
        ({"payment": "re_nothere0000"}, "not_found payment"),
    ],
)
async def test_what_can_not_be_asked_is_refused(arguments: dict[str, str], code: str) -> None:
    async with at_demo() as on:
        assert refused(await on.call("refund_status", **arguments)) == code
