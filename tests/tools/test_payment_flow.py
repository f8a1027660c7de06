"""`payment_flow` over simulated accounts: what it tells, what it costs, and what it says is missing."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from evals.recipes import RECIPES
from evals.world.http.faults import Fault, What
from evals.world.shelf import JsonObject, Shelves
from tools.contract.exhibits import PaymentFlowAnalysis
from tools.contract.outcome import Outcome, parse_shown, show

from .asking import NOW, asking, demo

RECIPE_NAMES = [name for name, _ in RECIPES]
DAY = 86_400


def planted(recipe: str) -> str:
    return demo().planted[recipe]


def with_objects(shelves: Shelves, **changed: Mapping[str, JsonObject]) -> Shelves:
    """The account with some kinds of object replaced."""
    return replace(shelves, platform=replace(shelves.platform, objects={**shelves.platform.objects, **changed}))


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


def shown_whole(outcome: Outcome) -> None:
    """Assert that the form a model reads holds all of the data and what each field rests on."""
    parsed = parse_shown(show(outcome, "E1"))
    assert parsed is not None
    assert outcome.data is not None
    assert parsed[1].data == outcome.data
    noted = {note.path: note for note in outcome.fields if note.path in outcome.data}
    assert {note.path: note for note in parsed[1].fields} == noted


def parts_missing(outcome: Outcome) -> dict[str, str]:
    return {
        part.name: f"{part.missing.reason}({part.missing.detail})" for part in outcome.coverage.parts if part.missing
    }


async def test_every_planted_payment_is_told_whole_in_few_reads() -> None:
    charges = demo().shelves.platform.objects["charge"].values()
    async with asking() as on:
        for recipe in RECIPE_NAMES:
            on.start_over()
            outcome, flow = await on.flow(planted(recipe))

            assert (outcome.status, flow.id) == ("ok", planted(recipe))
            assert (len(on.requests) <= 9, on.line.rounds <= 3) == (True, True), recipe
            own = [charge["id"] for charge in charges if charge["payment_intent"] == flow.id]
            assert [one.id for one in flow.attempts if not one.id.startswith("evt_")] == own, recipe
            assert flow.attempt_count == len(flow.attempts)
            assert [one.number for one in flow.attempts] == list(range(1, len(flow.attempts) + 1))
            shown_whole(outcome)


async def test_request_ids_are_stripe_s_own_in_the_order_of_asking() -> None:
    async with asking() as on:
        outcome, _ = await on.flow("pi_failed123")

    assert sorted(outcome.request_ids) == sorted(request.request_id for request in on.requests)
    payment = next(request for request in on.requests if request.path.startswith("/v1/payment_intents"))
    assert outcome.request_ids[0] == payment.request_id


async def test_stage_and_result_follow_who_decided() -> None:
    ended = dict[str, tuple[str, str]]()
    async with asking() as on:
        for recipe in ("A01", "A09", "A13", "A14", "A15", "A17", "B07"):
            _, flow = await on.flow(planted(recipe))
            ended[recipe] = flow.attempts[-1].stage, flow.attempts[-1].result

    assert ended == {
        "A01": ("authorization", "failed"),
        "A09": ("authentication", "failed"),
        "A13": ("risk", "blocked"),
        "A14": ("risk", "blocked"),
        "A15": ("risk", "reversed"),
        "A17": ("settlement", "paid"),
        "B07": ("authorization", "authorized"),
    }


async def test_the_last_error_leaves_to_its_attempt_what_that_says_as_well_and_keeps_what_it_does_not() -> None:
    payment = planted("A06")
    held = demo().shelves.platform.objects["payment_intent"]
    error = held[payment]["last_payment_error"]
    other = {**held, payment: {**held[payment], "last_payment_error": {**error, "decline_code": "do_not_honor"}}}
    async with asking() as on:
        _, same = await on.flow(payment)
    async with asking(with_objects(demo().shelves, payment_intent=other)) as on:
        _, differs = await on.flow(payment)

    assert same.error is not None
    assert (same.error.charge, same.error.code, same.error.decline_code) == (same.attempts[-1].id, None, None)
    assert (same.attempts[-1].failure_code, same.attempts[-1].decline_code) == (error["code"], error["decline_code"])
    assert differs.error is not None
    assert (differs.error.code, differs.error.decline_code) == (error["code"], "do_not_honor")


async def test_a_failure_without_a_charge_is_an_attempt_told_by_its_event() -> None:
    async with asking() as on:
        _, flow = await on.flow(planted("A09"))

    (attempt,) = flow.attempts
    assert attempt.id.startswith("evt_")
    assert attempt.failure_code == "payment_intent_authentication_failure"
    assert attempt.method is not None
    assert attempt.method.last4


async def test_a_charge_that_fails_days_after_it_was_made_is_one_attempt() -> None:
    """As a bank debit does: its failure's event stands far from it and still speaks of it."""
    payment, charges = planted("A04"), dict(demo().shelves.platform.objects["charge"])
    own = next(charge for charge in charges.values() if charge["payment_intent"] == payment)
    early = {**own, "created": own["created"] - 3 * DAY}
    async with asking(with_objects(demo().shelves, charge={**charges, own["id"]: early})) as on:
        outcome, flow = await on.flow(payment)

    assert outcome.status == "ok"
    assert [one.id for one in flow.attempts] == [own["id"]]


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


async def test_the_demo_payment_has_four_attempts_on_two_cards() -> None:
    async with asking() as on:
        _, flow = await on.flow("pi_failed123")

    assert [(one.id[:3], one.stage, one.decline_code or one.failure_code) for one in flow.attempts] == snapshot(
        [
            ("ch_", "authorization", "insufficient_funds"),
            ("ch_", "authorization", "insufficient_funds"),
            ("evt", "authentication", "payment_intent_authentication_failure"),
            ("ch_", "authorization", "insufficient_funds"),
        ]
    )
    assert (flow.attempt_count, flow.failed_count, flow.method_count) == (4, 4, 2)


async def test_the_exhibit_tells_the_journey_and_where_it_broke() -> None:
    async with asking() as on:
        outcome, _ = await on.flow("pi_failed123")

    exhibit, _ = outcome.exhibits
    analysis = PaymentFlowAnalysis.from_json(exhibit.data)
    assert (exhibit.kind, set(exhibit.data)) == (
        "payment_flow_analysis",
        {"paymentIntent", "timeline", "customerJourney", "resolution"},
    )
    assert analysis.resolution.total_time is None  # it may still change
    assert len(analysis.customer_journey.failure_points) == 4
    assert analysis.resolution.recovery_actions == snapshot(
        [
            "attempt 2: the same method again, failed",
            "attempt 3: another method, failed",
            "attempt 4: an earlier method again, failed",
            "advised: ask_for_other_method",
            "advised: retry_later",
        ]
    )


async def test_the_exhibit_times_a_payment_that_has_ended() -> None:
    async with asking() as on:
        outcome, flow = await on.flow(planted("A02"))

    analysis = PaymentFlowAnalysis.from_json(outcome.exhibits[0].data)
    assert flow.status == "succeeded"
    assert analysis.resolution.total_time is not None
    assert analysis.resolution.total_time.startswith("P")


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


async def test_what_the_charges_tell_is_not_asked_for_again() -> None:
    async with asking() as on:
        outcome, _ = await on.flow(planted("A01"))

    refunds = outcome.coverage.part("refunds")
    assert refunds is not None
    assert (refunds.resource, refunds.complete) == ("charge.amount_refunded", True)
    assert "/v1/refunds" not in {request.path for request in on.requests}


async def test_a_second_look_costs_no_request() -> None:
    async with asking() as on:
        first, _ = await on.flow("pi_failed123")
        asked = len(on.requests)
        second, _ = await on.flow("pi_failed123")

    assert (second, len(on.requests)) == (first, asked)


async def test_a_part_that_stripe_fails_to_give_is_said_to_be_unavailable() -> None:
    async with asking(faults=[Fault("/v1/webhook_endpoints", What.MALFORMED)]) as on:
        outcome, _ = await on.flow("pi_failed123")

    assert parts_missing(outcome) == {"endpoints": "unavailable(unavailable)"}


@pytest.mark.parametrize("payment_id", ["ch_3xUApTnZD1IQEBm7I4BhxRQQ", "hello", "pi_?", "pi_x/../charges", ""])
async def test_another_id_is_refused_before_any_request(payment_id: str) -> None:
    async with asking() as on:
        outcome = await on.call("payment_flow", payment_intent=payment_id)

    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.parameter) == ("bad_arguments", "payment_intent")
    assert on.requests == []
    assert not payment_id or payment_id not in show(outcome)


async def test_an_id_one_letter_off_is_not_found_and_not_answered_for() -> None:
    async with asking() as on:
        outcome = await on.call("payment_flow", payment_intent="pi_failed124")

    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.parameter, outcome.data) == ("not_found", "payment_intent", None)


async def test_three_attempts_are_told_in_an_eighth_of_their_objects() -> None:
    async with asking() as on:
        outcome, flow = await on.flow(planted("A06"))

    compared = outcome.coverage.part("booking_checks")
    assert compared is not None
    assert (compared.rows, flow.booking_checks) == (4, [])
    held = {id: item for kind in demo().shelves.platform.objects.values() for id, item in kind.items()}
    raw = sum(len(json.dumps(held[id], separators=(",", ":")).encode()) for id in owners(outcome.data))
    assert flow.attempt_count == 3
    assert len(show(outcome).encode()) * 8 <= raw


def owners(value: object) -> set[str]:
    """The ids of the objects whose facts stand in the data."""
    match value:
        case dict():
            own = {value["id"]} if isinstance(value.get("id"), str) else set()
            return own.union(*(owners(inner) for inner in value.values()))
        case list():
            return set().union(*(owners(inner) for inner in value))
        case _:
            return set()
