"""Who may read what, and how the account says no."""

from collections.abc import Collection

import httpx
import pytest
import stripe

from evals.world.http.app import create_app
from evals.world.http.resources import permissions
from evals.world.http.serving import Served, serve

from .conftest import Client, Connect, client_of
from .shelves import PLATFORM, PROVIDER, make_shelves


async def answer(path: str, denied: Collection[str]) -> httpx.Response:
    """What a key lacking these permissions gets, without a server between."""
    app = create_app(make_shelves(), key="rk_test_key", denied=denied)
    headers = {"Authorization": "Bearer rk_test_key"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://world") as client:
        return await client.get(path, headers=headers)


def test_no_key_is_401(served: Served):
    answer = httpx.get(f"{served.url}/v1/charges")

    assert answer.status_code == 401
    assert answer.json()["error"]["message"].startswith("You did not provide an API key.")
    assert answer.headers["request-id"].startswith("req_")


def test_a_foreign_key_is_401_and_masked(served: Served):
    with pytest.raises(stripe.AuthenticationError) as refused:
        client_of(served, key="rk_test_SomebodyElsesKey1234").v1.charges.list()

    assert refused.value.user_message == "Invalid API Key provided: rk_test_****************1234"


def test_a_missing_permission_is_named_as_stripe_names_it(connect: Connect):
    with connect(key="rk_test_000000000000j4va7j", denied={"charge_read"}) as client:
        with pytest.raises(stripe.PermissionError) as refused:
            client.v1.charges.list()
        assert client.v1.payment_intents.retrieve("pi_001").id == "pi_001"

    assert refused.value.user_message == (
        "The provided key 'rk_test_***j4va7j' does not have the required permissions for this endpoint on account "
        f"'{PLATFORM}'. Enabling \"Charges Read\" ('charge_read') permissions on this key would allow this request to "
        "continue."
    )
    assert refused.value.http_status == 403
    assert refused.value.error.code == "more_permissions_required"


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("/v1/refunds", "charge_read"),
        ("/v1/refunds/re_1", "charge_read"),
        ("/v1/charges/search?query=amount>1", "charge_read"),
        ("/v1/customers/cus_ada/payment_methods", "payment_method_read"),
        ("/v1/transfers/tr_1/reversals", "transfer_read"),
        ("/v1/events", "event_read"),
        ("/v1/webhook_endpoints", "webhook_read"),
        ("/v1/account", "limited_account_read"),
        ("/v1/balance", "balance_read"),
        ("/v2/core/events", "v2_event_read"),
        ("/v2/core/events/evt_one", "v2_event_read"),
    ],
)
async def test_each_path_takes_its_resources_permission(path: str, permission: str):
    refused = await answer(path, denied=permissions())
    allowed = await answer(path, denied=permissions() - {permission})

    assert refused.status_code == 403
    assert f"('{permission}') permissions on this key" in refused.json()["error"]["message"]
    assert allowed.status_code == 200


def test_thin_events_can_be_denied_alone(connect: Connect):
    with connect(denied={"v2_event_read"}) as client:
        with pytest.raises(stripe.PermissionError, match="'v2_event_read'"):
            client.v2.core.events.list({"object_id": "ch_012"})
        assert len(client.v1.events.list().data) == 3


def test_what_a_key_may_not_read_it_may_not_read_by_expansion(connect: Connect):
    with connect(denied={"customer_read"}) as client:
        with pytest.raises(stripe.PermissionError, match="'customer_read'"):
            client.v1.payment_intents.retrieve("pi_001", {"expand": ["customer"]})
        assert client.v1.payment_intents.retrieve("pi_003", {"expand": ["customer"]}).customer is None


def test_an_unknown_permission_cannot_be_denied():
    with pytest.raises(ValueError, match="no such permission: charges_read"):
        create_app(make_shelves(), denied={"charges_read"})


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("post", "/v1/refunds", "charge_write"),
        ("post", "/v1/payment_intents/pi_001/cancel", "payment_intent_write"),
        ("delete", "/v1/customers/cus_ada", "customer_write"),
        ("post", "/v1/disputes/dp_1", "dispute_write"),
    ],
)
def test_every_write_is_refused_by_permission(client: Client, method: str, path: str, permission: str):
    with pytest.raises(stripe.PermissionError, match=f"'{permission}'") as refused:
        client.raw_request(method, path)

    assert refused.value.http_status == 403


def test_an_unknown_id_is_404_with_stripes_parameter(client: Client):
    with pytest.raises(stripe.InvalidRequestError) as intent:
        client.v1.payment_intents.retrieve("pi_nope")
    with pytest.raises(stripe.InvalidRequestError) as charge:
        client.v1.charges.retrieve("ch_nope")

    assert (intent.value.http_status, intent.value.code, intent.value.param) == (404, "resource_missing", "intent")
    assert intent.value.user_message == "No such payment_intent: 'pi_nope'"
    assert intent.value.error.doc_url == "https://stripe.com/docs/error-codes/resource-missing"
    assert intent.value.request_id in intent.value.error.request_log_url
    assert (charge.value.code, charge.value.param) == ("resource_missing", "id")


def test_the_other_modes_key_sees_an_empty_account_and_a_hint(served: Served):
    live = client_of(served, key=served.key.replace("rk_test_", "rk_live_"))

    assert list(live.v1.payment_intents.list()) == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        live.v1.payment_intents.retrieve("pi_001")
    assert refused.value.user_message == (
        "No such payment_intent: 'pi_001'; a similar object exists in test mode, but a live mode key was used to make "
        "this request."
    )
    with pytest.raises(stripe.InvalidRequestError, match=r"No such payment_intent: 'pi_nope'$"):
        live.v1.payment_intents.retrieve("pi_nope")


def test_a_live_world_hands_out_a_live_key():
    with serve(make_shelves(livemode=True)) as served:
        assert served.key.startswith("rk_live_")
        test = client_of(served, key=served.key.replace("rk_live_", "rk_test_"))
        with pytest.raises(stripe.InvalidRequestError, match="exists in live mode, but a test mode key was used"):
            test.v1.charges.retrieve("ch_001")


def test_an_account_that_is_not_connected_is_403(client: Client):
    with pytest.raises(stripe.PermissionError, match="does not have access to account 'acct_else'") as header:
        client.v1.charges.list({}, {"stripe_account": "acct_else"})
    with pytest.raises(stripe.PermissionError, match="does not have access to account 'acct_else'"):
        client.v1.accounts.retrieve("acct_else")

    assert header.value.error.code == "account_invalid"


def test_a_connected_account_cannot_see_the_platforms_objects(client: Client):
    with pytest.raises(stripe.InvalidRequestError, match=r"No such payment_intent: 'pi_001'$"):
        client.v1.payment_intents.retrieve("pi_001", {}, {"stripe_account": PROVIDER})


def test_another_version_is_refused_naming_the_one_served(served: Served):
    headers = {"Authorization": f"Bearer {served.key}", "Stripe-Version": "2023-10-16"}

    answer = httpx.get(f"{served.url}/v1/charges", headers=headers)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid Stripe API version: 2023-10-16.")
    assert "2026-10-28.endive" in answer.json()["error"]["message"]
