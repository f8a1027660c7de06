"""Each check of an account rejects one that is broken in what the check is about, and nothing else."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from evals.checks.run import OF_A_STAGE
from evals.checks.staged import Staged
from evals.truth import AnyOf, Distractor, Evidence
from evals.world.happened import Happened
from evals.world.shelf import JsonObject
from tests.evals.checks.stage import case_of, rehappened, reshown, retold, staged, target

Objects = dict[str, dict[str, JsonObject]]
Break = Callable[[], Staged]
PLANTED = "A01"


def show(kind: str, identity: Callable[[], str], **changes: object) -> Break:
    """Another value in an object."""

    def spoil(held: Objects) -> None:
        name = identity()
        held[kind][name] = {**held[kind][name], **changes}

    return lambda: reshown(spoil)


def show_target(kind: str, **changes: object) -> Break:
    return show(kind, lambda: target(kind, PLANTED), **changes)


def healthy(kind: str) -> Callable[[], str]:
    """An object of the healthy traffic."""
    return lambda: next(iter(staged().clean.shelves.platform.objects[kind]))


def drop(kind: str, identity: Callable[[], str]) -> Break:
    return lambda: reshown(lambda held: held[kind].pop(identity()))


def add(kind: str, one: JsonObject) -> Break:
    return lambda: reshown(lambda held: held[kind].update({one["id"]: one}))


def event_of_target() -> str:
    events = staged().world.shelves.platform.objects["event"].values()
    payment = target("payment_intent", PLANTED)
    return next(
        one["id"]
        for one in events
        if one["data"]["object"]["id"] == payment and one["type"] == "payment_intent.created"
    )


def happen(change: Callable[[Happened], Happened]) -> Break:
    return lambda: rehappened(change)


def misread() -> Staged:
    wanted = case_of(PLANTED).truth.evidence
    first = wanted[0].alternatives[0]
    return retold(PLANTED, evidence=(AnyOf(wanted[0].fact, (replace(first, expected=1),)), *wanted[1:]))


BROKEN: list[tuple[str, str, Break]] = [
    ("evidence stands where truths say", "another value", misread),
    (
        "evidence stands where truths say",
        "an object that isn't there",
        lambda: retold(PLANTED, evidence=(AnyOf("amount", (Evidence("pi_3gone", "amount", 1),)),)),
    ),
    (
        "evidence stands where truths say",
        "a distractor that isn't there",
        lambda: retold(PLANTED, distractors=(Distractor("pi_3gone", "nothing"),)),
    ),
    (
        "planting moves nothing else",
        "somebody else's payment",
        happen(lambda told: replace(told, payments=(replace(told.payments[0], amount=1), *told.payments[1:]))),
    ),
    (
        "planting moves nothing else",
        "somebody who is gone",
        happen(lambda told: replace(told, people=told.people[1:])),
    ),
    (
        "planting moves nothing else",
        "the platform",
        happen(lambda told: replace(told, platform=replace(told.platform, rules=()))),
    ),
    ("planting moves nothing else", "a payment that no truth names", lambda: retold(PLANTED, distractors=())),
    (
        "planting moves nothing else",
        "a customer shown otherwise",
        show("customer", healthy("customer"), name="Somebody else"),
    ),
    (
        "planting moves nothing else",
        "a customer who is no longer shown",
        drop("customer", healthy("customer")),
    ),
    ("planting moves nothing else", "an object of nobody's", add("product", {"id": "prod_x", "object": "product"})),
    (
        "a stage tells each recipe once",
        "a recipe that isn't asked about",
        lambda: replace(staged(), cases=staged().cases[1:]),
    ),
    ("what is planted is as Stripe types it", "an unknown status", show_target("payment_intent", status="failed")),
    ("what is planted is as Stripe types it", "a field too many", show_target("charge", planted=True)),
    (
        "what is planted is as Stripe types it",
        "an id of another shape",
        lambda: reshown(
            lambda held: held["payment_intent"].update(pi_a01=held["payment_intent"][target("payment_intent", PLANTED)])
        ),
    ),
    ("references and money add up", "a charge of no payment", show_target("charge", payment_intent="pi_3gone")),
    (
        "references and money add up",
        "a refund that is more than was taken",
        lambda: reshown(
            lambda held: held["refund"].update(
                {name: {**one, "amount": 99_999_999} for name, one in held["refund"].items()}
            )
        ),
    ),
    ("times are in order and told of", "of the future", show_target("charge", created=2_000_000_000)),
    ("times are in order and told of", "older than its payment", show_target("charge", created=1_700_000_000)),
    ("times are in order and told of", "without an event", drop("event", event_of_target)),
    ("no word of ours in an account", "a cause", show_target("payment_intent", description="duplicate_charge, twice")),
    ("no word of ours in an account", "a recipe", show_target("payment_intent", metadata={"booking_id": "N01t"})),
]


@pytest.mark.parametrize("name", OF_A_STAGE)
def test_a_sound_account_passes(name: str):
    assert OF_A_STAGE[name](staged()) == []


@pytest.mark.parametrize(("name", "breaking"), [(row[0], row[2]) for row in BROKEN], ids=[row[1] for row in BROKEN])
def test_a_broken_account_does_not(name: str, breaking: Break):
    assert OF_A_STAGE[name](breaking()) != []


def test_every_check_of_an_account_has_a_broken_twin():
    assert {row[0] for row in BROKEN} == set(OF_A_STAGE)
