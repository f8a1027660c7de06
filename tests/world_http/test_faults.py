"""Trouble on demand, and the journal of what was asked."""

import json
from pathlib import Path

import httpx
import pytest
import stripe

from evals.world.http import app as application
from evals.world.http.faults import Fault, What, read_plan
from evals.world.http.journal import Entry, FileJournal
from evals.world.http.serving import serve

from .conftest import Connect, client_of
from .shelves import PLATFORM, PROVIDER, make_shelves


def test_a_rate_limit_says_which_limit(connect: Connect):
    faults = [Fault("/v1/charges", What.RATE_LIMIT, reason="global-concurrency")]
    with connect(faults=faults) as client, pytest.raises(stripe.RateLimitError) as refused:
        client.v1.charges.list()

    assert refused.value.http_status == 429
    assert refused.value.headers["Stripe-Rate-Limited-Reason"] == "global-concurrency"
    assert refused.value.error.code == "rate_limit"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_of_the_server_is_an_api_error(connect: Connect, status: int):
    with connect(faults=[Fault("/v1/charges*", What.ERROR, status=status)]) as client:
        with pytest.raises(stripe.APIError) as refused:
            client.v1.charges.retrieve("ch_001")
        assert client.v1.payment_intents.retrieve("pi_001").id == "pi_001"

    assert refused.value.http_status == status


def test_a_refusal_has_the_words_that_the_rule_gives_it(connect: Connect):
    fault = Fault("/v1/charges*", What.REFUSAL, status=403, message="Not this one.")
    with connect(faults=[fault]) as client, pytest.raises(stripe.PermissionError, match="Not this one"):
        client.v1.charges.retrieve("ch_001")


def test_only_the_nth_request_that_matches_fails(connect: Connect):
    with connect(faults=[Fault("/v1/charges/*", What.ERROR, nth=frozenset({2, 3}))]) as client:
        outcomes: list[bool] = []
        for _ in range(4):
            client.v1.charges.list()  # doesn't match, so it isn't counted
            try:
                client.v1.charges.retrieve("ch_001")
            except stripe.APIError:
                outcomes.append(False)
            else:
                outcomes.append(True)

    assert outcomes == [True, False, False, True]


def test_the_sdk_retries_over_a_failure():
    with serve(make_shelves(), faults=[Fault("*", What.ERROR, nth=frozenset({1}))]) as served:
        client = client_of(served, max_network_retries=1)
        client._requestor._client._sleep_time_seconds = lambda *_: 0

        assert client.v1.charges.retrieve("ch_001").id == "ch_001"


def test_a_connection_can_be_cut_in_mid_body():
    with serve(make_shelves(), faults=[Fault("/v1/charges", What.CUT, nth=frozenset({1}))]) as served:
        headers = {"Authorization": f"Bearer {served.key}"}
        with httpx.Client(base_url=served.url, headers=headers) as raw:
            with pytest.raises(httpx.RemoteProtocolError):
                raw.get("/v1/charges")
            assert raw.get("/v1/charges").json()["object"] == "list"


def test_a_body_can_be_no_json(connect: Connect):
    faults = [Fault("/v1/charges", What.MALFORMED)]
    with connect(faults=faults) as client, pytest.raises(stripe.APIError, match="Invalid response body from API"):
        client.v1.charges.list()


def test_a_permission_can_be_lost_on_the_way(connect: Connect):
    with connect(faults=[Fault("/v1/events", What.PERMISSION, nth=frozenset({2}))]) as client:
        assert client.v1.events.list({"limit": 1}).data
        with pytest.raises(stripe.PermissionError, match="'event_read'"):
            client.v1.events.list({"limit": 1})


def test_a_stale_search_misses_the_newest_which_a_list_shows(connect: Connect):
    ten_days = 10 * 86_400
    with connect(faults=[Fault("/v1/*/search", What.STALE_SEARCH, seconds=ten_days - 3600 * 10)]) as client:
        found = [item.id for item in client.v1.charges.search({"query": "amount>=900"})]

        assert found == ["ch_010", "ch_009"]
        assert [item.id for item in client.v1.charges.list({"limit": 1})] == ["ch_012"]


def test_a_delay_is_waited_before_the_answer(monkeypatch: pytest.MonkeyPatch, connect: Connect):
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(application, "sleep", sleep)
    with connect(faults=[Fault("/v1/charges", What.DELAY, ms=1500)]) as client:
        assert client.v1.charges.list({"limit": 1}).data

    assert waited == [1.5]


def test_a_plan_is_read_from_json(tmp_path: Path):
    plan = tmp_path / "faults.json"
    plan.write_text(json.dumps([{"path": "/v1/*", "nth": 2, "what": "rate_limit", "reason": "endpoint-rate"}]))

    assert read_plan(plan) == [Fault("/v1/*", What.RATE_LIMIT, nth=frozenset({2}), reason="endpoint-rate")]


@pytest.mark.parametrize(
    "rules",
    [
        {"path": "*", "what": "error"},
        [{"path": "*", "what": "explode"}],
        [{"path": "*", "what": "error", "nht": 1}],
        [{"path": "*", "what": "error", "nth": "first"}],
        [{"what": "error"}],
        ["error"],
    ],
)
def test_a_plan_that_means_nothing_is_refused(tmp_path: Path, rules: object):
    plan = tmp_path / "faults.json"
    plan.write_text(json.dumps(rules))

    with pytest.raises(ValueError, match=r"fault|list|What|whole"):
        read_plan(plan)


def test_the_journal_holds_each_request_before_it_is_answered_and_no_key(tmp_path: Path):
    path = tmp_path / "requests.jsonl"
    with serve(make_shelves(), log=FileJournal(path)) as served:
        client = client_of(served)
        answer = client.raw_request("get", "/v1/charges", limit=2, expand=["data.customer", "data.review"])
        first = json.loads(path.read_text())
        with pytest.raises(stripe.InvalidRequestError):
            client.raw_request("get", "/v1/charges/ch_none", stripe_account=PROVIDER)
        second = json.loads(path.read_text().splitlines()[1])

    assert first == {
        "method": "GET",
        "path": "/v1/charges",
        "query": "expand[]=data.customer&expand[]=data.review&limit=2",
        "scope": PLATFORM,
        "status": 200,
        "request_id": answer.request_id,
    }
    assert (second["path"], second["scope"], second["status"]) == ("/v1/charges/ch_none", PROVIDER, 404)
    assert served.key not in path.read_text()


def test_the_journal_tells_a_refused_key_too():
    entries: list[Entry] = []
    with serve(make_shelves(), log=entries.append) as served:
        httpx.get(f"{served.url}/v1/charges")

    assert [(entry.path, entry.status) for entry in entries] == [("/v1/charges", 401)]
