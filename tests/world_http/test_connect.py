"""Connected accounts as the platform's key reads them: by the Stripe-Account header, with permissions of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import stripe

from evals.world.build import World, build_demo, build_world
from evals.world.http.serving import serve
from evals.world.known import HOMES

from .conftest import Client, client_of

NOW = 1_794_312_000  # 2026-11-10T12:00:00Z
MORE = 5000


@pytest.fixture(scope="module")
def world() -> World:
    return build_demo(7, NOW)


@pytest.fixture(scope="module")
def provider(world: World) -> str:
    accounts = world.shelves.platform.objects["account"].values()
    [found] = [one["id"] for one in accounts if one["metadata"].get("provider_id") == HOMES]
    return found


@contextmanager
def reading(world: World, **options: Any) -> Iterator[Client]:
    with serve(world.shelves, **options) as served:
        yield client_of(served)


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[Client]:
    with reading(world) as client:
        yield client


def test_payouts_and_what_is_in_them_are_on_the_providers_account(client: Client, provider: str):
    on = {"stripe_account": provider}
    payouts = client.v1.payouts.list({"limit": 100}, on).data
    [failed] = client.v1.payouts.list({"status": "failed"}, on).data
    entries = client.v1.balance_transactions.list({"payout": payouts[-1].id, "limit": 100}, on).data

    assert len(payouts) >= 10 and failed.failure_code == "account_closed"
    assert sum(one.net for one in entries) == payouts[-1].amount
    assert client.v1.balance_transactions.list({"type": "payout_failure"}, on).data[0].source == failed.id
    with pytest.raises(stripe.InvalidRequestError, match="No such payout"):
        client.v1.payouts.retrieve(failed.id)


def test_a_balance_and_its_settings_are_the_accounts_own(client: Client, provider: str):
    on = {"stripe_account": provider}
    settings = client.v1.balance_settings.retrieve({}, on)

    assert settings.payments.payouts.schedule.weekly_payout_days == ["monday"]  # pyright: ignore[reportOptionalMemberAccess]
    assert client.v1.balance.retrieve({}, on) != client.v1.balance.retrieve()
    assert settings != client.v1.balance_settings.retrieve()


def test_an_accounts_banks_and_capabilities_are_listed_below_it(client: Client, provider: str):
    [bank] = client.v1.accounts.external_accounts.list(provider).data
    capabilities = client.v1.accounts.capabilities.list(provider).data

    assert bank.object == "bank_account" and bank.account == provider
    assert {one.id: one.status for one in capabilities} == {"transfers": "active"}
    assert client.v1.accounts.capabilities.retrieve(provider, "transfers").account == provider
    with pytest.raises(stripe.InvalidRequestError, match="No such capability: 'boleto_payments'"):
        client.v1.accounts.capabilities.retrieve(provider, "boleto_payments")
    with pytest.raises(stripe.InvalidRequestError, match="Received unknown parameter: limit"):
        client.raw_request("get", f"/v1/accounts/{provider}/capabilities", limit=3)


def test_events_of_an_account_tell_of_its_payouts_and_what_is_asked_of_it(client: Client, provider: str):
    events = client.v1.events.list({"limit": 100}, {"stripe_account": provider}).data
    types = {one.type for one in events}

    assert {"payout.created", "payout.paid", "payout.failed", "account.updated"} <= types
    assert "account.external_account.updated" in types
    assert {one.account for one in events} == {provider}
    assert all(one.created >= NOW - 30 * 86_400 for one in events)


def test_the_platform_lists_transfers_by_their_destination(client: Client, provider: str):
    sent = client.v1.transfers.list({"destination": provider, "limit": 100}).data

    assert len(sent) > 30 and {one.destination for one in sent} == {provider}
    arrived = client.v1.charges.retrieve(str(sent[0].destination_payment), {}, {"stripe_account": provider})
    assert arrived.source_transfer == sent[0].id


def test_a_key_without_connect_permissions_reads_the_platform_alone(world: World, provider: str):
    with reading(world, denied={"connect"}) as client:
        assert client.v1.payouts.list().data
        assert client.v1.accounts.retrieve(provider).id == provider
        for account in (provider, "acct_else"):
            with pytest.raises(stripe.PermissionError, match="does not have any Connect permissions") as refused:
                client.v1.payouts.list({}, {"stripe_account": account})
            assert refused.value.http_status == 403


def test_a_connect_permission_can_be_lacking_for_one_resource(world: World, provider: str):
    with reading(world, denied={"connect:payout_read"}) as client:
        assert client.v1.payouts.list().data
        assert client.v1.balance.retrieve({}, {"stripe_account": provider}).available
        with pytest.raises(stripe.PermissionError, match=f"on account '{provider}'. Enabling \"Payouts Read\""):
            client.v1.payouts.list({}, {"stripe_account": provider})


def test_an_unknown_connect_permission_is_refused(world: World):
    with (
        pytest.raises(ValueError, match="no such permission: connect:nothing_read"),
        serve(world.shelves, denied={"connect:nothing_read"}),
    ):
        pass


@pytest.fixture(scope="module")
def crowd() -> World:
    return build_world([], 7, NOW, idle=MORE)


def walk(client: Client, **asked: Any) -> list[stripe.Account]:
    found: list[stripe.Account] = []
    while True:
        page = client.v1.accounts.list({"limit": 100, **asked, **({"starting_after": found[-1].id} if found else {})})
        found += page.data
        if not page.has_more:
            return found


def test_thousands_of_accounts_are_listed_page_by_page(crowd: World):
    with reading(crowd) as client:
        everyone = walk(client)
        newest = everyone[0].created or 0
        recent = walk(client, created={"gte": newest - 30 * 86_400})
        idle = next(one for one in everyone if one.metadata and one.metadata["provider_id"] == "provider_204000")

        assert len({one.id for one in everyone}) == len(everyone) > MORE
        assert 0 < len(recent) < len(everyone) / 5
        assert client.v1.payouts.list({}, {"stripe_account": idle.id}).data == []
        assert client.v1.balance.retrieve({}, {"stripe_account": idle.id}).available == []


def test_more_accounts_move_nothing_else(crowd: World):
    few, many = build_world([], 7, NOW).shelves, crowd.shelves

    assert few.platform.objects["payment_intent"] == many.platform.objects["payment_intent"]
    assert few.connected.items() <= many.connected.items()
