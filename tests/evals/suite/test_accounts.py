"""A case's account as it is opened: what it serves, to which key, with what trouble, and what it tells afterwards."""

from contextlib import nullcontext
from datetime import UTC, datetime

import httpx
import pytest

from evals.suite.accounts import Accounts, Opened, Shown, Unservable, targets, trouble
from evals.suite.case import Case, Recorded
from evals.suite.manifest import Entry, Stage
from evals.suite.noise import NOISES
from evals.suite.telling import Tellings, tell
from evals.suite.worlds import Worlds
from evals.world.http.faults import What
from evals.world.http.resources import permissions
from tests.tools.asking import asking

WORLDS = Worlds()
STAGE = Stage(
    name="9-0", seed=77, now=datetime(2026, 9, 3, 8, tzinfo=UTC), recipes=("A01", "B12", "C04", "N02t", "N05")
)


def case_of(recipe: str, *noise: str) -> Case:
    entry = Entry(id="pay-0001", stage=STAGE.name, recipe=recipe, asked=0, split="ci", noise=noise)
    return tell(entry, STAGE, Tellings(WORLDS).of(STAGE))


def get(opened: Opened, path: str, account: str | None = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {opened.key}", **({"Stripe-Account": account} if account else {})}
    return httpx.get(opened.url + path, headers=headers)


@pytest.fixture
def accounts() -> object:
    with Accounts(WORLDS) as opening:
        yield opening


def test_what_is_served_is_what_the_account_holds(accounts: Accounts):
    case = case_of("A01")
    with accounts.open(case) as opened:
        answer = get(opened, f"/v1/payment_intents/{case.truth.payment}").json()

    assert answer == opened.objects.find(case.truth.payment)
    assert opened.objects.find("pi_3gone") is None and opened.unrecorded() == []


def test_an_account_tells_what_was_asked_of_it_in_order(accounts: Accounts):
    case = case_of("N02t")
    (connected,) = case.grants.connected
    with accounts.open(case) as opened:
        get(opened, "/v1/charges?limit=3")
        get(opened, f"/v1/charges/{case.truth.subject}", connected)
        asked = opened.requests()

    assert asked == ["GET /v1/charges?limit=3", f"GET /v1/charges/{case.truth.subject} [{connected}]"]
    assert opened.objects.find(case.truth.subject)


def test_each_case_is_told_of_its_own_requests_only(accounts: Accounts):
    case = case_of("A01")
    with accounts.open(case) as one, accounts.open(case) as other:
        get(one, "/v1/balance")

        assert (len(one.requests()), other.requests()) == (1, [])


def test_equal_accounts_are_built_once_for_all_cases():
    worlds = Worlds()
    with Accounts(worlds) as accounts:
        for recipe in ("A01", "C04", "N05"):
            with accounts.open(case_of(recipe)):
                pass

    assert worlds.built == 1


def test_a_key_of_the_live_mode_gets_the_hint_that_the_payment_is_a_test(accounts: Accounts):
    case = case_of("B12")
    with accounts.open(case) as opened:
        answer = get(opened, f"/v1/payment_intents/{case.truth.payment}")
        others = get(opened, "/v1/payment_intents").json()["data"]

    assert opened.key.startswith("rk_live_") and answer.status_code == 404
    assert "a similar object exists in test mode" in answer.json()["error"]["message"]
    assert others and all(one["livemode"] for one in others)


def test_a_live_account_is_read_with_a_live_key(accounts: Accounts):
    live = STAGE.model_copy(update={"livemode": True, "recipes": ("A01",)})
    entry = Entry(id="pay-0001", stage=STAGE.name, recipe="A01", asked=0, split="ci")
    case = tell(entry, live, Tellings(WORLDS).of(live))
    with accounts.open(case) as opened:
        answer = get(opened, f"/v1/payment_intents/{case.truth.payment}").json()

    assert opened.key.startswith("rk_live_") and answer["livemode"] is True


def test_a_permission_that_a_case_lacks_is_refused(accounts: Accounts):
    with accounts.open(case_of("N05")) as opened:
        assert get(opened, "/v1/charges").status_code == 403
        assert get(opened, "/v1/payment_intents").status_code == 200


def test_noise_that_passes_is_met_anew_by_every_case(accounts: Accounts):
    case = case_of("A01", "busy")
    for _ in range(2):
        with accounts.open(case) as opened:
            statuses = [get(opened, "/v1/charges").status_code for _ in range(3)]
        assert statuses == [429, 200, 200]


def test_noise_that_takes_a_permission_adds_to_what_a_case_lacks():
    faults, denied = trouble(case_of("N05", "no_plans", "cut"))

    assert denied == {"charge_read", "product_read", "plan_read"} and [one.what for one in faults] == [What.CUT]
    with pytest.raises(KeyError, match="thunder"):
        trouble(case_of("A01", "thunder"))


def test_what_noises_deny_are_permissions_of_the_account():
    assert frozenset[str]().union(*(noise.denied for noise in NOISES.values())) <= permissions()
    assert all(bool(noise.faults) != bool(noise.denied) for noise in NOISES.values())


@pytest.mark.parametrize("name", [name for name, noise in NOISES.items() if noise.faults])
async def test_a_reader_that_tries_again_hears_the_same_through_noise(name: str):
    case = case_of("A01")
    shelves = WORLDS.of(case.source).shelves  # pyright: ignore[reportArgumentType]
    told: list[object] = []
    for faults in ((), NOISES[name].faults):
        async with asking(shelves, faults=faults) as account:
            outcome, _ = await account.flow(case.truth.payment)
            told.append(outcome.data)
            if faults and name != "lagging_search":
                assert account.requests

    assert told[0] == told[1]


def test_what_a_case_turns_on_is_told_with_its_payment_first():
    ids = targets(case_of("A01"))
    assert ids[0] == case_of("A01").truth.payment
    assert len(set(ids)) == len(ids) > 2


def test_a_recorded_case_is_opened_by_who_holds_the_recordings():
    case = case_of("A01").model_copy(update={"source": Recorded(file="one.json", now=STAGE.now)})
    opened = Opened("http://127.0.0.1:1", "rk_test_x", Shown([]), outside=["GET /v1/payouts"])

    with Accounts(WORLDS, recorded=lambda _: nullcontext(opened)) as accounts, accounts.open(case) as held:
        assert held.unrecorded() == ["GET /v1/payouts"]


def test_what_can_not_be_served_is_said(accounts: Accounts):
    recorded = case_of("A01").model_copy(update={"source": Recorded(file="one.json", now=STAGE.now)})
    injected = case_of("A01").model_copy(update={"injection": "inj-01"})

    with pytest.raises(Unservable, match="pay-0001"):
        accounts.open(recorded)
    with pytest.raises(KeyError, match="inj-01"), accounts.open(injected):
        pass


def test_a_closed_account_no_longer_listens():
    with Accounts(WORLDS) as accounts, accounts.open(case_of("A01")) as opened:
        pass

    with pytest.raises(httpx.ConnectError):
        get(opened, "/v1/balance")
