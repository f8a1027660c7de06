"""What `payment_flow` could not read, and says so: denied, gone after thirty days, more than it reads, not given."""

import pytest

from evals.world.http.faults import Fault, What
from evals.world.shelf import Shelves
from tools.contract.exhibits import PaymentFlowAnalysis
from tools.contract.outcome import Outcome

from .asking import NOW, asking, demo
from .demo_account import DAY, planted, with_objects


def with_attempts(count: int) -> Shelves:
    """The account with A01's payment tried again and again, a minute apart."""
    shelves, payment = demo().shelves, planted("A01")
    charges = shelves.platform.objects["charge"]
    model = next(charge for charge in charges.values() if charge["payment_intent"] == payment)
    others = {id: charge for id, charge in charges.items() if charge["payment_intent"] != payment}
    tries = {
        f"ch_again{number:04}": {**model, "id": f"ch_again{number:04}", "created": model["created"] + 60 * number}
        for number in range(count)
    }
    return with_objects(shelves, charge={**others, **tries}, event={}, **{"v2.core.event": {}})


def parts_missing(outcome: Outcome) -> dict[str, str]:
    return {
        part.name: f"{part.missing.reason}({part.missing.detail})" for part in outcome.coverage.parts if part.missing
    }


async def test_more_failures_without_a_charge_than_are_read_are_said_to_be_missing() -> None:
    payment, objects = planted("A09"), demo().shelves.platform.objects
    thin = next(
        event
        for event in objects["v2.core.event"].values()
        if event["related_object"]["id"] == payment and event["type"] == "v1.payment_intent.payment_failed"
    )
    seen = objects["event"][thin["snapshot_event"]]
    again = [f"evt_again{number:02}" for number in range(15)]
    shelves = with_objects(
        demo().shelves,
        event={**objects["event"], **{id: {**seen, "id": id} for id in again}},
        **{
            "v2.core.event": {
                **objects["v2.core.event"],
                **{f"{id}thin": {**thin, "id": f"{id}thin", "snapshot_event": id} for id in again},
            }
        },
    )
    async with asking(shelves) as on:
        outcome, flow = await on.flow(payment)

    note = outcome.note("attempt_count")
    assert note is not None
    assert (outcome.status, flow.attempt_count, note.part) == ("partial", 10, "deliveries")
    assert parts_missing(outcome) == {"deliveries": "limit(10 events of a payment)"}


@pytest.mark.parametrize(
    ("denied", "lost"),
    [
        ("charge_read", {"charges", "refunds", "reviews"}),  # refunds take the same permission, charges tell of reviews
        ("event_read", {"deliveries"}),
        ("early_fraud_warning_read", {"fraud_warnings"}),
        ("review_read", {"reviews"}),
        ("balance_transaction_source_read", {"fees"}),
        ("transfer_read", {"transfers"}),
        ("webhook_read", {"endpoints"}),
    ],
)
async def test_a_denied_permission_costs_its_part_alone(denied: str, lost: set[str]) -> None:
    async with asking(denied=[denied]) as on:
        outcome, flow = await on.flow(planted("A17"))

    assert outcome.status == "partial"
    assert parts_missing(outcome) == dict.fromkeys(lost, f"permission({denied})")
    assert on.line.rounds <= 3
    assert flow.status == "succeeded"
    assert [one.result for one in flow.attempts] == ([] if "charges" in lost else ["paid"])
    told = PaymentFlowAnalysis.from_json(outcome.exhibits[0].data)
    assert told.customer_journey.attempts == (None if "charges" in lost else 1)


async def test_a_denied_permission_that_only_disputes_take_is_met_where_one_was_made() -> None:
    dispute = next(iter(demo().shelves.platform.objects["dispute"].values()))
    async with asking(denied=["dispute_read"], now=dispute["created"]) as on:
        outcome, _ = await on.flow(dispute["payment_intent"])

    assert parts_missing(outcome)["disputes"] == "permission(dispute_read)"


async def test_a_payment_that_may_not_be_read_is_an_error_that_names_the_permission() -> None:
    async with asking(denied=["payment_intent_read"]) as on:
        outcome = await on.call("payment_flow", payment_intent="pi_failed123")

    assert outcome.error is not None
    assert (outcome.status, outcome.error.code, outcome.error.permission) == (
        "error",
        "permission",
        "payment_intent_read",
    )


async def test_attempts_don_t_rest_on_charges_alone_when_events_are_denied() -> None:
    async with asking(denied=["v2_event_read", "event_read"]) as on:
        outcome, flow = await on.flow("pi_failed123")

    note = outcome.note("attempt_count")
    assert note is not None
    part = outcome.coverage.part(note.part)
    assert flow.attempt_count == 3  # the one without a charge can't be seen
    assert part is not None
    assert (part.name, part.complete) == ("events", False)


async def test_events_by_window_tell_what_events_by_object_tell() -> None:
    async with asking() as whole, asking(denied=["v2_event_read"]) as on:
        for recipe in ("A09", "A10", "B03", "B05", "B06", "HERO"):
            on.start_over()
            _, by_object = await whole.flow(planted(recipe))
            _, by_window = await on.flow(planted(recipe))

            assert on.line.rounds <= 3
            assert by_window.attempts == by_object.attempts
            created, *rest = by_window.timeline
            assert (created.what, created.at) == ("created", by_object.timeline[0].at)  # others' creations aren't read
            assert rest == by_object.timeline[1:], recipe


async def test_events_by_window_tell_of_their_delivery_too() -> None:
    async with asking(denied=["v2_event_read"]) as on:
        outcome, flow = await on.flow(planted("B11"))
        part = outcome.coverage.part("deliveries")
        assert part is not None and part.complete
        assert [one.pending_webhooks for one in flow.deliveries if one.type == "payment_intent.succeeded"] == [1]
    async with asking(denied=["v2_event_read", "event_read"]) as on:
        outcome, _ = await on.flow(planted("B11"))
        part = outcome.coverage.part("deliveries")
        assert part is not None and not part.complete


async def test_events_older_than_thirty_days_are_said_to_be_missing() -> None:
    async with asking(now=NOW + 60 * DAY) as on:
        outcome, flow = await on.flow(planted("A01"))

    note = outcome.note("attempts")
    assert note is not None
    assert (outcome.status, note.part) == ("partial", "events")
    assert parts_missing(outcome) == {"events": "older_than_30_days(None)"}
    assert flow.attempts


async def test_where_events_are_gone_the_payment_s_own_times_stand_in() -> None:
    shelves = with_objects(demo().shelves, event={}, **{"v2.core.event": {}})
    async with asking(shelves, now=NOW + 60 * DAY) as on:
        _, flow = await on.flow(planted("B05"))

    assert [entry.what for entry in flow.timeline] == ["created", "canceled_at"]
    assert {entry.id for entry in flow.timeline} == {flow.id}


async def test_a_hundred_attempts_are_told_whole_in_three_rounds() -> None:
    async with asking(with_attempts(100)) as on:
        outcome, flow = await on.flow(planted("A01"))

    charges = outcome.coverage.part("charges")
    assert charges is not None
    assert charges.complete
    assert (flow.attempt_count, on.line.rounds <= 3) == (100, True)


async def test_more_than_a_hundred_attempts_are_partial_and_said_so() -> None:
    async with asking(with_attempts(120)) as on:
        outcome, flow = await on.flow(planted("A01"))

    charges, note = outcome.coverage.part("charges"), outcome.note("attempt_count")
    assert charges is not None
    assert note is not None
    assert (outcome.status, flow.attempt_count, charges.more, note.part) == ("partial", 100, True, "charges")
    assert on.line.rounds <= 3


async def test_refunds_are_asked_for_when_not_all_charges_are_known() -> None:
    async with asking(with_attempts(120)) as on:
        await on.flow(planted("A01"))

    assert "/v1/refunds" in {request.path for request in on.requests}


async def test_a_part_that_stripe_fails_to_give_is_said_to_be_unavailable() -> None:
    async with asking(faults=[Fault("/v1/webhook_endpoints", What.MALFORMED)]) as on:
        outcome, _ = await on.flow("pi_failed123")

    assert parts_missing(outcome) == {"endpoints": "unavailable(unavailable)"}
