"""Objects of connected accounts: found where the key may read them, never beyond the list, and how far is said."""

from dataclasses import replace
from typing import Any

import pytest

from evals.recipes import ABSTAINING
from evals.world.build import build_world
from evals.world.shelf import Shelf, Shelves
from tools.reading.connected import TRIED

from .asking import NOW, asking, demo
from .demo_account import planted

PROVIDER = "acct_1vS5VxCQjdUfCAXS"


def with_provider(**objects: dict[str, Any]) -> Shelves:
    """The account with one more connected account that holds these objects."""
    shelves = demo().shelves
    shelf = Shelf(PROVIDER, shelves.platform.livemode, {kind: rows for kind, rows in objects.items()})
    return replace(shelves, connected={**shelves.connected, PROVIDER: shelf})


def arrival() -> tuple[Shelves, str, str]:
    """An account whose provider was paid: its shelves, the payment as it arrived, and the provider's account."""
    world = build_world(["N02t"], 1, NOW)
    case = next(case for case in world.cases.values() if case.recipe == "N02t")
    return world.shelves, case.truth.subject, case.grants.connected[0]


async def test_a_payment_that_arrived_on_a_connected_account_is_read_there() -> None:
    shelves, subject, account = arrival()
    async with asking(shelves, connected=["acct_another1", account]) as on:
        outcome = await on.call("get_object", id=subject)

    assert outcome.data is not None, outcome.error
    assert (outcome.data["id"], outcome.coverage.connected_account) == (subject, account)
    assert str(outcome.data["source_transfer"]).startswith("tr_")
    looked = outcome.coverage.part("connected_accounts")
    assert looked is not None
    assert looked.rows == 2


async def test_nothing_is_looked_for_on_an_account_that_is_not_listed() -> None:
    shelves, subject, account = arrival()
    async with asking(shelves) as on:
        alone = await on.call("get_object", id=subject)
        asked = {request.scope for request in on.requests}
    async with asking(shelves, connected=["acct_another1"]) as on:
        elsewhere = await on.call("get_object", id=subject)
        asked |= {request.scope for request in on.requests}

    assert account not in asked
    assert alone.error is not None
    assert alone.error.code == "not_found"
    assert elsewhere.error is not None
    assert elsewhere.error.code != "not_found"  # an account that could not be asked may hold it


async def test_how_many_accounts_were_looked_through_is_said_and_bounded() -> None:
    """The listed accounts exist, and hold no such payment."""
    shelves = demo().shelves
    held = [f"acct_empty{number:02}" for number in range(TRIED + 3)]
    empty = {name: Shelf(name, shelves.platform.livemode, {}) for name in held}
    async with asking(replace(shelves, connected={**shelves.connected, **empty}), connected=held) as on:
        outcome = await on.call("get_object", id="py_1xRgPnUw07E7QEnGoQ7vjcNV")
        asked = len(on.requests)

    assert outcome.error is not None
    assert outcome.error.code == "not_found"
    assert (outcome.error.elsewhere, outcome.error.unasked) == (TRIED, 3)
    assert f"the first {TRIED} of the {TRIED + 3} connected accounts" in outcome.error.message
    assert asked == 1 + 1 + TRIED  # on the platform, its fees, and those accounts


@pytest.mark.parametrize("whose", [PROVIDER, "provider_77", None])
async def test_the_account_that_is_named_is_asked_first(whose: str | None) -> None:
    """Of many accounts that may be read the last holds the payout, after all those that are tried otherwise."""
    shelves = demo().shelves
    payout = next(iter(next(shelf.objects["payout"] for shelf in shelves.connected.values()).values()))
    held = [f"acct_empty{number:02}" for number in range(TRIED)]
    empty = {name: Shelf(name, shelves.platform.livemode, {}) for name in held}
    mine = Shelf(PROVIDER, shelves.platform.livemode, {"payout": {payout["id"]: payout}})
    many = replace(shelves, connected={**empty, PROVIDER: mine})
    named = {"account": whose} if whose else {}
    async with asking(many, connected=[*held, PROVIDER], providers={"provider_77": PROVIDER}) as on:
        outcome = await on.call("get_object", id=payout["id"], **named)
        asked = len(on.requests)

    assert outcome.coverage.connected_account == (PROVIDER if whose else None)
    assert (outcome.status, asked) == (("ok", 2) if whose else ("error", 1 + TRIED))


def direct() -> tuple[Shelves, str, str]:
    """An account whose provider takes charges itself: its shelves, such a charge, and the provider's account."""
    shelves = build_world(["D18"], 1, NOW).shelves
    fees = shelves.platform.objects["application_fee"].values()
    fee = next(fee for fee in fees if fee["originating_transaction"] is None)
    return shelves, fee["charge"], fee["account"]


async def test_whose_a_direct_charge_is_the_fee_tells_and_only_a_listed_account_is_read() -> None:
    shelves, charge, account = direct()
    async with asking(shelves, connected=["acct_another1"]) as on:
        refused = await on.call("get_object", id=charge)
        scopes = {request.scope for request in on.requests}
    others = [f"acct_other{number:02}" for number in range(TRIED)]
    async with asking(shelves, connected=[*others, account]) as on:
        found = await on.call("get_object", id=charge)
        asked = len(on.requests)

    assert refused.error is not None
    assert (refused.error.code, refused.error.owner) == ("out_of_scope", account)
    assert account not in scopes
    assert (found.status, found.coverage.connected_account, asked) == ("ok", account, 3)


@pytest.mark.parametrize("left_out", [0, 1])
async def test_whether_accounts_are_left_out_of_the_list_is_told_where_an_object_is_nowhere(left_out: int) -> None:
    shelves = demo().shelves
    every = [one for one in shelves.platform.objects["account"] if one != shelves.platform.account]
    async with asking(connected=every[left_out:]) as on:
        outcome = await on.call("get_object", id="pi_3nowhere")

    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.unlisted) == ("not_found", bool(left_out))


async def test_that_nothing_was_looked_for_on_connected_accounts_is_said() -> None:
    async with asking() as on:
        outcome = await on.call("get_object", id="pi_3nowhere")

    assert outcome.error is not None
    assert outcome.error.message.endswith(
        "it was not looked for on connected accounts, as none is one that may be read."
    )


async def test_an_object_that_no_connected_account_holds_of_its_own_is_looked_for_nowhere_else() -> None:
    async with asking(with_provider(), connected=[PROVIDER]) as on:
        await on.call("get_object", id="cus_unknown1")

        assert len(on.requests) == 1


async def test_a_payment_on_a_connected_account_is_told_whole_and_held_against_no_rule_of_the_platform() -> None:
    objects = demo().shelves.platform.objects
    payment = planted("A01")
    moved = {
        "payment_intent": {payment: objects["payment_intent"][payment]},
        "charge": {id: one for id, one in objects["charge"].items() if one["payment_intent"] == payment},
    }
    shelves = with_provider(**moved)
    kept = {id: one for id, one in objects["payment_intent"].items() if id != payment}
    platform = replace(shelves.platform, objects={**shelves.platform.objects, "payment_intent": kept, "charge": {}})
    async with asking(replace(shelves, platform=platform), connected=[PROVIDER]) as on:
        outcome, flow = await on.flow(payment)

    assert outcome.coverage.connected_account == PROVIDER
    assert [one.id for one in flow.attempts] == list(moved["charge"])
    assert outcome.coverage.part("booking_checks") is None
    assert outcome.coverage.part("connected_accounts") is not None


@pytest.mark.parametrize("tool", ["get_object", "payment_flow"])
async def test_what_is_on_the_platform_costs_no_look_elsewhere(tool: str) -> None:
    named = {"get_object": "id", "payment_flow": "payment_intent"}[tool]
    async with asking(connected=["acct_another1"]) as on:
        outcome = await on.call(tool, **{named: planted("A01")})
        platform = demo().shelves.platform.account

        assert outcome.status == "ok"
        assert {request.scope for request in on.requests} == {platform}


def test_the_recipe_is_one_of_those_that_are_asked() -> None:
    assert "N02t" in {name for name, _ in ABSTAINING}
