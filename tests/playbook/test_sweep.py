"""Questions about all providers' accounts: the list of accounts answers them, and never the platform's own account."""

from typing import Any

import pytest

from agent.playbook import Playbook
from agent.playbook.asked.references import references
from agent.playbook.connect.fleet import fleet, of_all
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.tools.marketplace import market
from tests.tools.provider import DAY, MIDNIGHT, PRO, account, bank, beside, entry, payout
from tools.contract.causes import ActionCode, CauseCode, Verdict
from tools.contract.outcome import Outcome
from tools.objects import Filters, list_objects
from tools.payouts.status import provider_payouts

WHICH = "Which provider payouts failed this week?"
FAILED = payout(2, -6, 39_586, "failed", failure_code="account_closed", failure_balance_transaction="txn_90")
BACK = entry(90, "payout_failure", -2, 39_586, available_on=MIDNIGHT - DAY, source="po_2")
BROKEN = account((bank(status="errored"),))
OVERDUE = account(
    wanted={"disabled_reason": "requirements.past_due", "past_due": ["company.tax_id"]}, payouts_enabled=False
)


async def swept(question: str, *rows: dict[str, Any], own: dict[str, Any], denied: tuple[str, ...] = ()) -> Driven:
    async with beside(*rows, own=own, denied=denied) as on:
        driven = await drive(Playbook(), question, lambda tool, arguments: on.call(tool, **arguments))
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


@pytest.mark.parametrize(
    "question",
    [
        WHICH,
        "which connected accounts have problems right now?",
        "Which providers have a broken bank account?",
        "Are any providers' payouts disabled?",
        "Which connected accounts are under review?",
    ],
)
def test_a_question_about_all_accounts_is_known_as_one(question: str) -> None:
    assert of_all(question, references(question))


@pytest.mark.parametrize(
    "question",
    [
        "Which of our payouts failed this week?",
        "Which payouts of provider_12345 failed this week?",
        "what do we owe each provider right now?",
        "Which providers were not sent their shares?",
        "which payments and providers are risky this week?",
        "Have all providers of booking_82185 been sent their part?",
        f"What problems has {PRO}, one of our connected accounts?",
    ],
)
def test_a_question_about_one_account_or_about_shares_is_not(question: str) -> None:
    assert not of_all(question, references(question))


async def test_a_failed_payout_of_a_provider_is_named_and_the_platform_s_account_is_not_asked() -> None:
    driven = await swept(WHICH, FAILED, BACK, own=BROKEN)
    assert [(one.outcome.tool, one.outcome.arguments.get("provider")) for one in driven.evidence] == [
        ("list_objects", None),
        ("provider_payouts", PRO),
    ]
    told = {one.subject for one in driven.draft.findings}
    assert {"po_2", PRO} <= told
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.INCONCLUSIVE, None)


async def test_what_was_asked_for_heads_the_report_and_is_told_before_other_trouble() -> None:
    payouts = await swept(WHICH, FAILED, BACK, own=BROKEN)
    banks = await swept("Which providers have a broken bank account?", own=BROKEN)
    trouble = await swept("Which connected accounts can't be paid out?", FAILED, BACK, own=BROKEN)
    sound = await swept(WHICH, own=BROKEN)

    heads = [one.draft.findings[0].text for one in (payouts, banks, trouble, sound)]
    assert "failed, of the accounts that were read: {E2.payouts[0].amount} of {E2.provider}." in heads[0]
    assert heads[1].endswith("own objects: those of {E1.objects[0].metadata.provider_id}.")
    assert [one.startswith("Connected accounts looked at") for one in heads] == [False, False, True, True]
    assert payouts.draft.findings[1].text == sound.draft.findings[0].text


async def test_broken_bank_accounts_are_told_before_worse_accounts_only_where_they_are_asked_for() -> None:
    rows = [one_of(1, payouts_enabled=False), one_of(2, external_accounts=BROKEN["external_accounts"])]
    told: list[list[str]] = []
    for question in ("Which providers have a broken bank account?", "Which connected accounts have problems?"):
        async with market({"/v1/accounts": rows}, connected=[one["id"] for one in rows]) as on:

            async def answer(tool: str, arguments: dict[str, Any], on: Any = on) -> Outcome:
                if tool != "list_objects":
                    return await provider_payouts(on.connection, arguments["provider"], None, None)
                filters = Filters.model_validate(arguments["filters"])
                return await list_objects(on.connection, "account", filters, None, None, 100, None)

            driven = await drive(Playbook(), question, answer)
        assert verify(driven.draft, driven.evidence, question).refusals == []
        told.append([one.subject for one in driven.draft.findings if one.subject.startswith("acct_")])
    assert told == [["acct_fleet0002", "acct_fleet0001"], ["acct_fleet0001", "acct_fleet0002"]]


async def test_a_payout_that_failed_before_the_time_that_is_named_is_not_of_it() -> None:
    older = {**FAILED, "created": MIDNIGHT - 40 * DAY}
    long_back = {**BACK, "created": MIDNIGHT - 30 * DAY}
    driven = await swept(WHICH, older, long_back, own=BROKEN)
    assert "po_2" not in {one.subject for one in driven.draft.findings}


async def test_an_account_in_order_is_not_told_and_nothing_is_called_in_order_for_all() -> None:
    driven = await swept(WHICH, FAILED, BACK, own=account())
    assert [one.outcome.tool for one in driven.evidence] == ["list_objects"]
    assert PRO not in {one.subject for one in driven.draft.findings}
    assert driven.draft.cause is not CauseCode.NO_FAULT_FOUND
    assert any("none were read" in one.missing for one in driven.draft.limits)


async def test_what_is_overdue_is_told_of_its_account_and_a_list_in_part_gives_no_count() -> None:
    driven = await swept("which connected accounts have problems right now?", own=OVERDUE)
    facts = {fact.partition(".")[2] for one in driven.draft.findings if one.subject == PRO for fact in one.facts}
    assert {"requirements.disabled_reason", "requirements.past_due[0]"} <= {one.partition(".")[2] for one in facts}
    assert not any("object_count" in fact for one in driven.draft.findings for fact in one.facts)
    assert any("may not be read here" in one.missing for one in driven.draft.limits)


async def test_payouts_that_the_key_may_not_read_are_not_said_to_have_been_read() -> None:
    driven = await swept(WHICH, FAILED, BACK, own=BROKEN, denied=("payout_read",))
    missing = [one for one in driven.draft.limits if "not read" in one.missing or "were read" in one.missing]
    assert [PRO in one.missing for one in missing] == [False, False]
    told = [one for one in missing if "may not read" in one.missing]
    assert ["E2.id" in one.missing and "under Connect" in one.would_settle for one in told] == [True]
    assert not any("only those of" in one.missing for one in missing)
    assert ActionCode.GRANT_PERMISSION in {one.code for one in driven.draft.next_steps}


async def test_payouts_that_the_key_may_read_are_told_as_read_and_no_permission_is_asked_for() -> None:
    driven = await swept(WHICH, FAILED, BACK, own=BROKEN)
    assert any("only those of {E2.id} were read" in one.missing for one in driven.draft.limits)
    assert ActionCode.GRANT_PERMISSION not in {one.code for one in driven.draft.next_steps}


def one_of(number: int, **changes: Any) -> dict[str, Any]:
    return {**account(), "id": f"acct_fleet{number:04}", "created": MIDNIGHT - number * DAY, **changes}


def numbers(*broken: int, count: int) -> list[dict[str, Any]]:
    """So many accounts, the newest first; of these numbers payouts are disabled."""
    return [one_of(number, payouts_enabled=number not in broken) for number in range(count)]


async def fleet_at(question: str, rows: list[dict[str, Any]], after: Driven | None = None) -> Driven:
    """A question about all of these accounts, of which the tool looks at two hundred at a time."""
    async with market({"/v1/accounts": rows}, connected=[one["id"] for one in rows]) as on:

        async def answer(tool: str, arguments: dict[str, Any]) -> Outcome:
            assert tool == "list_objects"
            filters = Filters.model_validate(arguments["filters"])
            return await list_objects(on.connection, "account", filters, None, None, 100, arguments.get("after"))

        driven = await drive(Playbook(), question, answer, after=after)
    checked = verify(driven.draft, driven.evidence, question)
    assert checked.refusals == []
    return driven


async def test_a_long_list_is_looked_through_by_pages_and_gone_on_with_in_the_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tools.troubled.LOOKED_AT", 200)
    rows = numbers(150, 310, count=450)
    first = await fleet_at("Which connected accounts can't be paid out or have problems?", rows)
    second = await fleet_at("and the next 100 accounts?", rows, first)
    third = await fleet_at("go on", rows, second)
    fourth = await fleet_at("and the rest?", rows, third)

    told = [[one.subject for one in driven.draft.findings[1:]] for driven in (first, second, third)]
    assert told == [["acct_fleet0150"], ["acct_fleet0310"], []]
    reads = [len(driven.evidence) for driven in (first, second, third, fourth)]
    assert reads == [1, 2, 3, 3]
    looked = [(one.outcome.data or {}) for one in third.evidence]
    assert [(one["looked_at"], one["has_more"]) for one in looked] == [(200, True), (200, True), (50, False)]
    assert [one.outcome.coverage.parts[0].pages for one in third.evidence] == [2, 2, 1]
    goes_on = [any("beyond those" in one.missing for one in driven.draft.limits) for driven in (first, second, third)]
    assert goes_on == [True, True, False]
    assert "{E2.looked_at}" in second.draft.findings[0].text and "{E2.oldest}" in second.draft.findings[0].text
    assert "where the list ends" in fourth.draft.findings[0].text


async def test_no_more_accounts_in_trouble_are_told_at_once_than_asked_for_and_the_next_begin_behind_them() -> None:
    rows = numbers(*range(10), count=30)
    async with market({"/v1/accounts": rows}) as on:
        filters = Filters(amiss=True)
        first = await list_objects(on.connection, "account", filters, None, None, 4, None)
        told = first.data or {}
        rest = await list_objects(on.connection, "account", filters, None, None, 20, str(told["after"]))
    assert (told["object_count"], told["looked_at"], told["after"], told["has_more"]) == (4, 4, "acct_fleet0003", True)
    assert [(rest.data or {})[name] for name in ("object_count", "looked_at", "has_more")] == [6, 26, False]
    assert not rest.coverage.complete


@pytest.mark.parametrize(
    ("question", "earlier", "times"),
    [
        ("and the next 100 accounts?", [WHICH], 1),
        ("go on", [WHICH, "and the rest?"], 2),
        ("Which provider payouts failed this week?", ["why did pi_1 fail?"], 0),
        ("and the next 100 accounts?", ["why did pi_1 fail?"], None),
        ("and the next payout?", [WHICH], None),
        ("go on", [WHICH, "why did pi_1 fail?"], None),
        ("go on", [], None),
    ],
)
def test_only_what_says_no_more_than_that_it_goes_on_goes_on_with_the_list(
    question: str, earlier: list[str], times: int | None
) -> None:
    found = fleet(question, earlier)
    assert (found.times if found else None) == times
