"""The truths: what each recipe means, that it can be read in the account, and that what misleads is really there."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from evals.recipes import RECIPES
from evals.recipes.derive import due_after
from evals.truth import AnyOf, Evidence, Truth
from evals.world.build import World
from evals.world.claims import Complaint, Disputed, FraudReported
from evals.world.jotting import JOTTED
from evals.world.market import SERVICES
from evals.world.shelf import JsonObject
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

EXPLAINED, FINE, LIKELY = Verdict.EXPLAINED, Verdict.NO_ISSUE, Verdict.LIKELY
MEANINGS: dict[str, tuple[Verdict, set[str], set[str]]] = {
    "A01": (EXPLAINED, {"insufficient_funds"}, {"issuer"}),
    "A02": (FINE, {"recovered_by_retry"}, {"none"}),
    "A03": (EXPLAINED, {"issuer_declined"}, {"issuer"}),
    "A04": (EXPLAINED, {"card_lost_or_stolen"}, {"issuer"}),
    "A05": (EXPLAINED, {"card_expired"}, {"customer"}),
    "A06": (EXPLAINED, {"card_data_incorrect"}, {"customer"}),
    "A07": (FINE, {"recovered_by_retry"}, {"none"}),
    "A08": (EXPLAINED, {"authentication_required"}, {"customer"}),
    "A09": (EXPLAINED, {"authentication_failed"}, {"customer"}),
    "A10": (FINE, {"authentication_pending"}, {"customer"}),
    "A11": (LIKELY, {"never_confirmed"}, {"customer", "integration"}),
    "A12": (EXPLAINED, {"card_limit_exceeded", "currency_not_supported"}, {"issuer"}),
    "A13": (EXPLAINED, {"blocked_by_radar"}, {"radar"}),
    "A14": (EXPLAINED, {"blocked_by_rule"}, {"platform"}),
    "A15": (EXPLAINED, {"reversed_after_approval"}, {"radar"}),
    "A16": (EXPLAINED, {"blocked_low_authorization"}, {"stripe"}),
    "A17": (FINE, {"manual_review_open"}, {"platform"}),
    "B03": (FINE, {"paid_once"}, {"none"}),
    "B05": (EXPLAINED, {"canceled"}, {"platform", "customer"}),
    "B06": (EXPLAINED, {"authorization_expired"}, {"platform"}),
    "B07": (FINE, {"capture_due"}, {"platform"}),
    "B11": (EXPLAINED, {"webhook_not_delivered"}, {"integration"}),
    "HERO": (EXPLAINED, {"insufficient_funds"}, {"issuer"}),
}
WARNING, DISPUTE = FraudReported(40, "issfr_1", False), Disputed(50, "du_1", Complaint.NOT_MINE, answer_due_at=200)
# Counts of objects and what only adding up shows stand in no single field.
UNPLACED = {"attempts", "charges", "failed_charges", "other_rule_hits", "uncollected", "rule_predicate"}


def unread(world: World, truth: Truth) -> Iterator[str]:
    """Evidence of a truth that doesn't stand where the truth says."""
    for wanted in truth.evidence:
        for place in wanted.alternatives:
            found = read(world, place)
            if found != place.expected:
                yield f"{truth.recipe} {wanted.fact}: {place.object_id} {place.path} is {found!r}"


def read(world: World, place: Evidence) -> Any:
    value: Any = find(world, place.object_id)
    for part in place.path.split("."):
        value = value[int(part)] if isinstance(value, list) else value.get(part)
    return value


def find(world: World, identity: str) -> JsonObject:
    for shelf in (world.shelves.platform, *world.shelves.connected.values()):
        for shown in shelf.objects.values():
            if identity in shown:
                return shown[identity]
    raise KeyError(identity)


def test_the_demo_holds_every_recipe_once(world: World):
    assert [name for name, _ in RECIPES] == list(world.planted) == list(MEANINGS)
    assert set(world.truths) == set(world.planted.values())


@pytest.mark.parametrize("recipe", MEANINGS)
def test_a_recipe_means_what_it_says(world: World, recipe: str):
    truth, (verdict, causes, parties) = world.truth_of(recipe), MEANINGS[recipe]

    assert (truth.verdict, truth.cause in causes, truth.party in parties) == (verdict, True, True)
    assert truth.cause not in truth.forbidden and truth.forbidden
    assert not truth.actions_ok & truth.actions_forbidden and truth.actions_ok


def test_every_fact_can_be_read_where_its_truth_says(world: World):
    assert [wrong for truth in world.truths.values() for wrong in unread(world, truth)] == []


@pytest.mark.parametrize("recipe", ["A01", "A09", "HERO"])
def test_a_fact_that_is_not_there_is_noticed(demo: World, recipe: str):
    truth = demo.truth_of(recipe)
    first = truth.evidence[0].alternatives[0]
    wrong = AnyOf("amount", (replace(first, expected=1), *truth.evidence[0].alternatives))

    assert list(unread(demo, replace(truth, evidence=(wrong,)))) != []


def test_every_critical_fact_has_a_place(world: World):
    for truth in world.truths.values():
        placed = {wanted.fact for wanted in truth.evidence}
        missing = {fact.key for fact in truth.facts if fact.critical} - placed
        assert missing <= UNPLACED, truth.recipe
        assert len({fact.key for fact in truth.facts}) == len(truth.facts)


def test_what_misleads_is_really_there(world: World):
    for truth in world.truths.values():
        assert len(truth.distractors) >= min(2, truth.difficulty)
        for distractor in truth.distractors:
            assert find(world, distractor.object_id)
            assert distractor.cause != truth.cause or truth.cause is CauseCode.RECOVERED_BY_RETRY


def test_a_sibling_has_the_same_amount_within_the_hour(world: World):
    for truth in world.truths.values():
        near = [one for one in truth.distractors if one.what.startswith("same amount")]
        payment, other = find(world, truth.payment), find(world, near[0].object_id)
        assert (payment["amount"], payment["currency"]) == (other["amount"], other["currency"])
        assert abs(payment["created"] - other["created"]) <= 3600
        assert payment["customer"] != other["customer"]


def test_the_hero_is_the_story_it_should_be(world: World):
    truth = world.truth_of("HERO")
    recovery = find(world, str(truth.fact("recovery_payment").value))
    hero = find(world, "pi_failed123")

    assert (hero["amount"], hero["currency"], truth.fact("recovered").value) == (4550, "usd", 2275)
    assert recovery["status"] == "succeeded" and recovery["amount_received"] == 2275
    assert recovery["metadata"]["booking_id"] == hero["metadata"]["booking_id"]
    paid = find(world, recovery["latest_charge"])["payment_method_details"]["card"]
    assert (paid["brand"], paid["three_d_secure"]["authentication_flow"]) == ("mastercard", "challenge")
    assert truth.fact("uncollected").value == 2275
    assert (truth.fact("attempts").value, truth.fact("charges").value) == (4, 3)
    assert truth.fact("earlier_authentication_error").critical
    assert {
        CauseCode.BLOCKED_BY_RADAR,
        CauseCode.AUTHENTICATION_FAILED,
        CauseCode.RECOVERED_BY_RETRY,
    } == truth.forbidden
    assert ActionCode.COLLECT_REMAINDER in truth.actions_ok and truth.party is Party.ISSUER
    assert hero["created"] > world.shelves.now - 5 * 86_400


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        ((), set()),
        ((WARNING,), {ActionCode.REFUND_CUSTOMER}),
        ((replace(WARNING, at=101),), set()),
        ((DISPUTE,), {ActionCode.RESPOND_TO_DISPUTE}),
        ((WARNING, DISPUTE), {ActionCode.RESPOND_TO_DISPUTE}),
        ((replace(DISPUTE, answered_at=60),), {ActionCode.WAIT}),
        ((replace(DISPUTE, answered_at=60, decided_at=90),), set()),
        ((replace(DISPUTE, prevented=True),), set()),
        ((WARNING, replace(DISPUTE, answered_at=60, decided_at=90)), set()),
    ],
)
def test_what_came_after_a_payment_is_due_whatever_else_is_asked_of_it(
    world: World, steps: tuple[Disputed | FraudReported, ...], due: set[ActionCode]
):
    payment = next(one for one in world.happened.payments if one.id == world.truth_of("A07").payment)
    assert due_after(replace(payment, steps=steps), now=100) == due


def test_planted_payments_look_like_their_neighbours(world: World):
    """Nothing in a planted payment's fields tells that it was planted: not a key, a service, a shape of amount."""
    intents = world.shelves.platform.objects["payment_intent"].values()
    everything = [one for one in intents if one["metadata"]]
    services = {service[0] for service, _ in SERVICES}
    keys = Counter(key for one in everything for key in one["metadata"])

    own = {"booking_id", "metro", "order_currency", "order_total", "provider_id", "service_type"}
    own |= {"release_at", "split"}
    brim = {key for key in keys if key.startswith("analytics_")}
    noted = {"support_note", "support_ticket", "client_ip", *(key for key, _ in JOTTED)}
    assert keys.keys() - brim == {*own, *noted}
    assert all(keys[key] > 2 for key in noted)
    assert {one["description"] for one in intents if not one["metadata"]} == {
        *("Subscription creation", "Subscription update")
    }
    assert {one["metadata"]["service_type"] for one in everything} == services
    twice = {"HERO", "B01"}  # the two stories that pay for one booking twice
    assert len({one["metadata"]["booking_id"] for one in everything}) == len(everything) - len(twice)
    words = {code.value for code in CauseCode}
    told = [value for one in everything for value in one["metadata"].values()]
    assert not [value for value in told if any(word in value for word in words)]


def test_traffic_is_of_ordinary_rates(world: World):
    made = list(world.shelves.platform.objects["charge"].values())
    failed = sum(one["status"] == "failed" for one in made) / len(made)
    whole = sum(one["amount"] % 100 == 0 for one in made if one["currency"] == "usd") / len(made)
    seconds = Counter(one["created"] % 60 for one in made)

    assert 600 <= len(world.shelves.platform.objects["payment_intent"]) <= 1100
    assert 0.10 < failed < 0.25
    assert whole < 0.2
    assert max(seconds.values()) < len(made) / 20
    assert {one["currency"] for one in made} == {"usd", "cad", "eur", "jpy", "kwd"}
    assert all(one["amount"] % 10 == 0 for one in made if one["currency"] == "kwd")
