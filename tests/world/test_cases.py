"""The wider questions: what each recipe means, that its answer can be read, and that its twin has another."""

import re
from functools import cache

import pytest

from evals.recipes import ABSTAINING, APART, BUSY, BY_NAME, PAIRS, RECIPES, TWINS, WIDER
from evals.truth import Case, Truth
from evals.world.build import World, build_world
from tools.contract.causes import CauseCode, Party, Verdict

from .conftest import at_rest
from .meanings import FINE, MEANINGS, OPEN
from .test_truths import find, unread

# What only adding up, comparing or the configured rate card shows stands in no single field.
UNPLACED = {
    *("remaining", "difference", "withdrawn", "linked", "stripe_fee", "settled", "agreed_fee", "interval"),
    *("expected", "expected_leg", "expected_fee", "fee_difference", "sent_less_reversed", "provider_without"),
    *("held_total", "released_total", "overdue_total", "paid_total"),
}
COUNTED = {"payments", "failed", "attempts", "attempted", "succeeded", "charges"} | {
    *("bookings", "held", "overdue", "released", "payouts", "paid", "disputes", "warnings", "claims"),
}


@cache
def twins(seed: int, now: int) -> World:
    return at_rest(lambda: build_world([name for name, _ in (*TWINS, *ABSTAINING, *APART)], seed, now))


@pytest.fixture
def pair(world: World) -> tuple[World, World]:
    """A demo account and a world of all twins."""
    return world, twins(world.shelves.seed, world.shelves.now)


def cases(pair: tuple[World, World]) -> list[tuple[World, Case]]:
    names = {name for name, _ in (*WIDER, *TWINS, *ABSTAINING, *APART)}
    return [(world, case) for world in pair for name, case in world.cases.items() if name in names]


def test_every_wider_recipe_has_a_meaning_and_its_pair():
    wider = [name for name, _ in (*WIDER, *TWINS, *ABSTAINING, *APART)]

    assert sorted(wider) == sorted(MEANINGS) and len(set(wider)) == len(wider)
    assert set(PAIRS) >= {name for name, _ in TWINS}
    assert set(PAIRS.values()) <= {*BY_NAME, *dict(BUSY)}


def test_every_row_of_the_tables_has_its_recipe_and_a_near_miss():
    lasts = {"A": 17, "B": 15, "C": 11, "E": 6}
    rows = {f"{table}{row:02d}" for table, last in lasts.items() for row in range(1, last + 1)}

    assert rows <= set(BY_NAME)
    assert rows <= set(PAIRS.values())


@pytest.mark.parametrize("recipe", MEANINGS)
def test_a_wider_recipe_means_what_it_says(world: World, recipe: str):
    held = world if recipe in world.cases else twins(world.shelves.seed, world.shelves.now)
    truth = held.truth_of(recipe)
    verdict, cause, party = MEANINGS[recipe]

    assert (truth.verdict, truth.cause, truth.party) == (verdict, CauseCode(cause) if cause else None, Party(party))
    assert truth.cause not in truth.forbidden
    assert truth.actions_ok and not truth.actions_ok & truth.actions_forbidden


@pytest.mark.parametrize("twin", [name for name in PAIRS if not {name, PAIRS[name]} & dict(BUSY).keys()])
def test_a_twin_has_another_answer(world: World, twin: str):
    beside = twins(world.shelves.seed, world.shelves.now)
    original = PAIRS[twin]
    first = (world if original in world.cases else beside).truth_of(original)
    second = (world if twin in world.cases else beside).truth_of(twin)

    assert (first.verdict, first.cause) != (second.verdict, second.cause)


def test_every_wider_fact_can_be_read_where_its_truth_says(pair: tuple[World, World]):
    assert [wrong for world, case in cases(pair) for wrong in unread(world, case.truth)] == []


def test_every_critical_wider_fact_has_a_place(pair: tuple[World, World]):
    for _, case in cases(pair):
        truth = case.truth
        placed = {wanted.fact for wanted in truth.evidence}
        assert {fact.key for fact in truth.facts if fact.critical} - placed <= UNPLACED | COUNTED, case.recipe
        assert len({fact.key for fact in truth.facts}) == len(truth.facts), case.recipe
        assert truth.facts or truth.missing


def test_what_misleads_in_a_wider_story_is_really_there(pair: tuple[World, World]):
    for world, case in cases(pair):
        assert len(case.truth.distractors) >= min(2, case.truth.difficulty), case.recipe
        for distractor in case.truth.distractors:
            assert find(world, distractor.object_id)
            assert distractor.cause is None or distractor.cause != case.truth.cause or MEANINGS[case.recipe][0] is FINE


def test_questions_name_what_the_asker_has_and_nothing_of_the_answer(pair: tuple[World, World]):
    for _, case in cases(pair):
        assert len(case.questions) >= 3
        for question in case.questions:
            given = dict(question.given)
            named = set(re.findall(r"\b(?:[a-z]{2,9}_[A-Za-z0-9]{8,}|booking_\d+|provider_\d+)", question.text))
            assert named <= set(given.values()), case.recipe
            assert case.truth.cause is None or case.truth.cause.value not in question.text
            if case.recipe.startswith("N"):  # these may take for granted what isn't so
                continue
            told = {str(fact.value) for fact in case.truth.facts if fact.kind in {"enum", "time"} and fact.critical}
            assert not {word for word in told if word in question.text}, case.recipe


def test_what_is_given_is_there_for_whoever_may_see_it(pair: tuple[World, World]):
    for world, case in cases(pair):
        shown = {str(value) for value in bookings_of(world)}
        for question in case.questions:
            for name, value in question.given:
                plain = name in {"last4", "since", "until", "service", "amount", "currency", "day", "metro", "month"}
                absent = case.recipe in {"N01", "N03", "N13"}  # what is asked about isn't there
                assert plain or absent or value in shown or find(world, value), case.recipe


def bookings_of(world: World) -> set[str]:
    held = world.shelves.platform.objects["payment_intent"].values()
    accounts = world.shelves.platform.objects["account"].values()
    providers = {one["metadata"].get("provider_id", "") for one in accounts}
    return providers | {one["metadata"].get(key, "") for one in held for key in ("booking_id", "provider_id")}


def test_where_no_cause_is_established_it_is_said_what_would_settle_it(pair: tuple[World, World]):
    open_ones = [case.truth for _, case in cases(pair) if case.truth.cause is None]

    assert len(open_ones) == sum(cause == "" for _, cause, _ in MEANINGS.values())
    assert all(truth.missing and truth.verdict in {OPEN, Verdict.NOT_FOUND} for truth in open_ones)


def test_a_case_and_its_twin_differ_in_an_object_or_a_grant(world: World):
    beside = twins(world.shelves.seed, world.shelves.now)
    denied, granted = beside.cases["N05"], beside.cases["N05t"]
    hidden, shown = beside.cases["N02"], beside.cases["N02t"]

    assert denied.grants.denied == {"charge_read"} and not granted.grants.denied
    assert not hidden.grants.connected and set(shown.grants.connected) <= set(beside.shelves.connected)
    assert (world.cases["B12"].grants.mode, beside.cases["B12t"].grants.mode) == ("live", "test")


def test_an_id_mistyped_is_nobodys(world: World):
    beside = twins(world.shelves.seed, world.shelves.now)
    truth = beside.truth_of("N01")

    assert find(beside, truth.payment)
    with pytest.raises(KeyError):
        find(beside, truth.subject)
    assert sum(one != other for one, other in zip(truth.payment, truth.subject, strict=True)) == 1


def test_what_no_record_keeps_is_not_in_the_account(world: World):
    """N04: no event, no error and no charge is left; N04t: its events are."""
    beside = twins(world.shelves.seed, world.shelves.now)
    events = [one["data"]["object"]["id"] for one in beside.shelves.platform.objects["event"].values()]
    gone, kept = beside.truth_of("N04").payment, beside.truth_of("N04t").payment

    assert find(beside, gone)["last_payment_error"] is find(beside, gone)["latest_charge"] is None
    assert gone not in events and kept in events


def test_the_known_booking_is_as_it_is_printed(world: World):
    """A destination charge of 45.50 dollars; Stripe keeps 1.62, the platform 0.03."""
    truth: Truth = world.truth_of("BOOKING")
    intent = find(world, truth.payment)
    charge = find(world, intent["latest_charge"])
    entry = find(world, charge["balance_transaction"])
    fee = find(world, charge["application_fee"])

    assert (intent["status"], intent["amount"], intent["currency"]) == ("succeeded", 4550, "usd")
    assert intent["metadata"]["booking_id"] == "booking_12345"
    assert intent["metadata"]["provider_id"] == "provider_67890"
    assert intent["metadata"]["service_type"] == "drone_delivery"
    assert charge["outcome"]["network_status"] == "approved_by_network" and charge["receipt_url"]
    assert charge["created"] - intent["created"] == 3
    assert [(part["type"], part["amount"]) for part in entry["fee_details"]] == [("stripe_fee", 162)]
    assert (charge["application_fee_amount"], fee["amount"], fee["originating_transaction"]) == (3, 3, charge["id"])
    assert find(world, charge["transfer"])["destination"] == charge["transfer_data"]["destination"] == fee["account"]


def test_recipes_of_failures_are_cases_too(world: World):
    assert {name for name, _ in RECIPES} <= world.cases.keys()
    assert all(world.cases[name].truth is world.truths[world.planted[name]] for name, _ in RECIPES)
