"""`payment_flow` over simulated accounts: what it tells, and what it costs."""

import json

import pytest
from inline_snapshot import snapshot

from evals.recipes import RECIPES
from tools.contract.exhibits import PaymentFlowAnalysis
from tools.contract.outcome import Outcome, parse_shown, show

from .asking import asking, demo
from .demo_account import DAY, planted, with_objects

RECIPE_NAMES = [name for name, _ in RECIPES]


def shown_whole(outcome: Outcome) -> None:
    """Assert that the form a model reads holds all of the data and what each field rests on."""
    parsed = parse_shown(show(outcome, "E1"))
    assert parsed is not None
    assert outcome.data is not None
    assert parsed[1].data == outcome.data
    noted = {note.path: note for note in outcome.fields if note.path in outcome.data}
    assert {note.path: note for note in parsed[1].fields} == noted


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
