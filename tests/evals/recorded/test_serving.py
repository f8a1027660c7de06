"""A recorded account, asked through the product's own reader: what was recorded, unchanged, and nothing else."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from pydantic import JsonValue

from agent.thread.export import ExportedRead
from evals.recorded.account import RecordedAccount
from evals.recorded.serving import serve_recorded
from tests.evals.recorded.asked import asked, incident, reading
from tools.contract.account import Account
from tools.contract.coverage import MissingReason
from tools.contract.outcome import Failure, FailureCode
from tools.reading.failures import Refusal, explain
from tools.reading.guard import VERSION
from tools.reading.reader import Unreadable


def account(*reads: ExportedRead, seconds: int = 0, mode: str = "test") -> RecordedAccount:
    settings = Account.from_json({"name": "main", "mode": mode, "connected": ["acct_1"]})
    return RecordedAccount(account=settings, seconds=seconds, reads=list(reads))


def read(path: str, query: str = "", body: dict[str, JsonValue] | None = None, **more: object) -> ExportedRead:
    return ExportedRead.from_json({"path": path, "query": query, "version": VERSION, "body": body, **more})


PAYMENT = read("/v1/payment_intents/pi_1", body={"object": "payment_intent", "id": "pi_1", "amount": 5})


def test_the_question_it_was_recorded_from_gets_the_same_answer_and_reads_nothing_else(tmp_path: Path) -> None:
    case, recorded = incident()
    ran, _ = asked(case, recorded, tmp_path)
    assert ran.report is not None
    assert (ran.report.verdict, ran.report.cause) == (case.truth.verdict, case.truth.cause)
    assert ran.report.cost.stripe_reads == len(ran.requests) == len(recorded.reads)
    assert ran.unrecorded == []
    assert {identity for entry in ran.report.trail for identity in entry.request_ids} == {
        one.request_id for one in recorded.reads
    }


@pytest.mark.parametrize("lost", ["/v1/charges", "/v1/payment_intents/pi_failed123"])
def test_a_read_that_is_lost_from_a_recording_is_told_and_counted(lost: str, tmp_path: Path) -> None:
    case, recorded = incident()
    poorer = recorded.model_copy(update={"reads": [one for one in recorded.reads if one.path != lost]})
    ran, _ = asked(case, poorer, tmp_path)
    assert f"GET {lost}" in {request.split("?")[0] for request in ran.unrecorded}
    assert ran.report is not None
    assert ran.report.verdict == "inconclusive"


def test_a_payment_outside_the_recording_is_not_one_that_does_not_exist(tmp_path: Path) -> None:
    case, recorded = incident()
    ran, _ = asked(case, recorded, tmp_path, "why did pi_3xOther000000000000 fail?")
    [code] = {item.outcome.error.code for item in ran.evidence if item.outcome.error}
    assert code is FailureCode.UNRECORDED_READ
    assert ran.report is not None
    assert ran.report.verdict == "inconclusive"
    assert [fact.value for finding in ran.report.findings for fact in finding.facts] == ["unrecorded_read"]


async def test_an_unrecorded_read_is_a_failure_of_its_own_and_is_not_repeated() -> None:
    async with reading(account(PAYMENT)) as (reader, opened):
        assert (await reader.get("/v1/payment_intents/pi_1")).body["amount"] == 5
        for _ in range(2):
            with pytest.raises(Unreadable) as unreadable:
                await reader.get("/v1/payment_intents/pi_2")
            assert unreadable.value.failure.code is FailureCode.UNRECORDED_READ
        assert opened.unrecorded() == ["GET /v1/payment_intents/pi_2"]
        assert len(opened.requests()) == 2


async def test_a_later_page_outside_the_recording_is_missing_and_not_the_end() -> None:
    page: dict[str, JsonValue] = {"object": "list", "has_more": True, "data": [{"object": "charge", "id": "ch_1"}]}
    async with reading(account(read("/v1/charges", "limit=2", page))) as (reader, _):
        listing = await reader.list("/v1/charges", rows=2)
    assert listing.missing is not None
    assert (listing.missing.reason, listing.missing.detail) == (MissingReason.UNAVAILABLE, "unrecorded_read")
    assert listing.more


async def test_the_account_that_was_asked_and_the_version_belong_to_a_read() -> None:
    scoped = read("/v1/balance", body={"object": "balance", "livemode": False}, scope="acct_1")
    async with reading(account(scoped)) as (reader, opened):
        await reader.get("/v1/balance", scope="acct_1")
        with pytest.raises(Unreadable):
            await reader.get("/v1/balance")
        assert opened.requests() == ["GET /v1/balance [acct_1]", "GET /v1/balance"]
        assert opened.unrecorded() == ["GET /v1/balance"]
    older = scoped.model_copy(update={"scope": None, "version": "2020-08-27"})
    async with reading(account(older)) as (reader, opened):
        with pytest.raises(Unreadable):
            await reader.get("/v1/balance")
        assert len(opened.unrecorded()) == 1


async def test_no_other_key_reads_a_recording() -> None:
    async with reading(account(PAYMENT), "rk_test_another") as (reader, opened):
        with pytest.raises(Unreadable) as unreadable:
            await reader.get("/v1/payment_intents/pi_1")
        assert unreadable.value.failure.code is FailureCode.AUTHENTICATION
        assert opened.unrecorded() == []


@pytest.mark.parametrize(("late", "seconds", "found"), [(0, 0, True), (3, 0, False), (3, 5, True), (9, 5, False)])
async def test_a_window_is_found_as_far_as_the_clock_ran_and_no_further(late: int, seconds: int, found: bool) -> None:
    body: dict[str, JsonValue] = {"object": "list", "has_more": False, "data": []}
    kept = read("/v1/events", f"created%5Bgte%5D={1_700_000_000 + late}&limit=100", body)
    assert dict(parse_qsl(kept.query))["created[gte]"].isdecimal()
    async with reading(account(kept, seconds=seconds)) as (reader, opened):
        with suppress(Unreadable):
            await reader.get("/v1/events", {"limit": 100, "created": {"gte": 1_700_000_000}})
        assert (opened.unrecorded() == []) is found


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(404, {"code": "resource_missing", "param": "intent"}, "req_1"),
        Refusal(404, {"message": "No such charge; a similar object exists in live mode, but"}, "req_1"),
        Refusal(403, {"message": "Enabling \"Charges Read\" ('charge_read') permissions on"}, "req_1"),
        Refusal(403, {"message": "no"}, None),
        Refusal(400, {"code": "parameter_invalid_integer", "param": "limit"}, "req_1"),
        Refusal(400, {}, None),
    ],
    ids=["missing", "other mode", "permission", "unnamed permission", "code", "no code"],
)
async def test_what_was_refused_for_good_is_refused_in_the_same_words(refusal: Refusal) -> None:
    failure = explain(refusal)
    async with reading(account(read("/v1/charges", "limit=1", failure=failure.to_json()))) as (reader, opened):
        with pytest.raises(Unreadable) as unreadable:
            await reader.get("/v1/charges", {"limit": 1})
        assert opened.unrecorded() == []
    assert unreadable.value.failure == failure


@pytest.mark.parametrize("code", [FailureCode.UNAVAILABLE, FailureCode.RATE_LIMITED, FailureCode.UNRECORDED_READ])
async def test_trouble_of_a_moment_is_no_answer_of_an_account(code: FailureCode) -> None:
    passing = Failure(code=code, message="a moment's trouble")
    async with reading(account(read("/v1/charges", failure=passing.to_json()))) as (reader, opened):
        with pytest.raises(Unreadable) as unreadable:
            await reader.get("/v1/charges")
        assert unreadable.value.failure.code is FailureCode.UNRECORDED_READ
        assert len(opened.unrecorded()) == 1


async def test_placeholders_go_out_and_come_back_as_they_were_recorded() -> None:
    customer: dict[str, JsonValue] = {"object": "customer", "id": "cus_1", "email": "[email-0123456789]"}
    page: dict[str, JsonValue] = {"object": "list", "has_more": False, "data": [customer]}
    kept = read("/v1/customers", "email=%5Bemail-0123456789%5D&limit=1", page)
    async with reading(account(kept)) as (reader, opened):
        found = await reader.get("/v1/customers", {"email": "[email-0123456789]", "limit": 1})
        assert opened.unrecorded() == []
    assert found.body == page


async def test_a_request_without_a_version_is_of_the_version_that_was_recorded() -> None:
    with serve_recorded(account(PAYMENT)) as opened:
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {opened.key}"}) as plain:
            path = f"{opened.url}/v1/payment_intents/pi_1"
            assert (await plain.get(path)).json() == PAYMENT.body
            assert (await plain.get(path, headers={"Stripe-Version": "2020-08-27"})).status_code == 501
            assert (await plain.post(path)).status_code == 501
        assert opened.unrecorded() == ["GET /v1/payment_intents/pi_1", "POST /v1/payment_intents/pi_1"]
