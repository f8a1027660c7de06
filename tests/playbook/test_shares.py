"""Where the provider's money is: the answer of each state of a share, of a provider's time, and of all."""

from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.report import ReportDraft
from agent.thread.evidence import Evidence
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.tools.in_escrow import MINE, OTHER, RULE, booked, charge, disputed, held
from tests.tools.marketplace import ago, market, payment, transfer
from tests.verification.shares import (
    ACCOUNT,
    PAYMENT,
    SHOWN,
    SPLIT,
    YEN,
    judged,
    part,
    passed_on,
    read_share,
    sent,
    told,
)
from tools.contract.account import EscrowRule
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Verdict
from tools.contract.clock import Window
from tools.contract.coverage import Coverage
from tools.contract.escrow import EscrowBooking, EscrowStatus
from tools.contract.outcome import Exhibit, Failure, FailureCode, Outcome
from tools.escrow.status import escrow_status
from tools.escrow.surround import Scope
from tools.payouts.status import provider_payouts

LIKELY = (C.ON_CONNECTED_ACCOUNT, C.BALANCE_TOO_LOW)
WORDS = {C.CURRENCY_CONVERTED: "in which currency was the share sent of"}


def refusals(draft: ReportDraft, evidence: Sequence[Evidence], question: str) -> Sequence[tuple[str, str]]:
    checked = verify(draft, evidence, question)
    return [(one.where, one.reason) for one in checked.refusals]


async def asked_of(status: EscrowStatus, question: str) -> Driven:
    async def answer(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
        if tool == "provider_payouts":
            refused = Failure(code=FailureCode.OUT_OF_SCOPE, message="It is not among the accounts that may be read.")
            shown = read_share(1, status).outcome.model_copy(update={"status": "error", "data": None, "exhibits": []})
            return shown.model_copy(update={"tool": tool, "arguments": arguments, "error": refused, "fields": []})
        assert (tool, arguments) == ("escrow_status", {"payment": PAYMENT})
        drawn = [Exhibit(kind="money_flow", data={})]
        return read_share(1, status).outcome.model_copy(update={"exhibits": drawn})

    return await drive(Playbook(), question, answer, refusals)


@pytest.mark.parametrize("cause", list(SHOWN))
async def test_each_state_of_a_share_is_told_by_its_cause_and_nothing_of_it_is_refused(cause: C) -> None:
    driven = await asked_of(SHOWN[cause], f"{WORDS.get(cause, 'why did the transfer not arrive for')} {PAYMENT}?")
    checked = verify(driven.draft, driven.evidence, driven.question)

    assert (checked.kept.cause, driven.refused, checked.dropped) == (cause, [], [])
    sure = {Verdict.EXPLAINED, Verdict.NO_ISSUE}
    assert checked.kept.verdict in (sure if cause not in LIKELY else {*sure, Verdict.LIKELY})
    assert driven.draft.exhibits == ["E1.money_flow"]


UNPROVEN = {
    "nothing_due": judged(charged={"amount_refunded": 10_000}),
    "unpaid": judged(status="requires_payment_method", latest_charge=None),
    "unread": judged(around={"whole": False}),
}


@pytest.mark.parametrize("state", list(UNPROVEN))
async def test_a_share_of_which_nothing_is_proven_claims_no_cause(state: str) -> None:
    driven = await asked_of(told(UNPROVEN[state]), f"where is the provider's share of {PAYMENT}?")

    assert UNPROVEN[state].state == state
    assert (driven.draft.cause, driven.draft.verdict, driven.refused) == (None, Verdict.INCONCLUSIVE, [])


SILENT = ACCOUNT.model_copy(update={"escrow": EscrowRule(keep=RULE.keep)})


@pytest.mark.parametrize(
    ("one", "cause"),
    [
        (judged(account=SILENT), C.TRANSFER_MISSING),
        (judged(account=SILENT, charged={"created": ago(6)}), C.TRANSFER_NOT_DUE),
        (judged(part(4_920, "provider_1"), account=SILENT, metadata=SPLIT), C.SPLIT_LEG_MISSING),
        (judged(sent(created=ago(1)), account=SILENT), C.TRANSFER_SENT),
    ],
)
async def test_a_day_that_nobody_stated_is_told_as_presumed_and_makes_nothing_sure_or_critical(
    one: EscrowBooking, cause: C
) -> None:
    driven = await asked_of(told(one), f"where is the provider's share of {PAYMENT}?")
    draft = driven.draft

    assert (draft.cause, driven.refused) == (cause, [])
    assert draft.verdict is (Verdict.NO_ISSUE if cause is C.TRANSFER_SENT else Verdict.LIKELY)
    assert "release days under escrow" in draft.findings[0].text
    assert "presumably" in draft.findings[0].text
    assert "critical" not in [finding.severity for finding in draft.findings]
    assert "Nothing is late" not in draft.findings[0].text
    if cause is not C.TRANSFER_SENT:
        assert "elease days under escrow" in draft.limits[0].would_settle


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("was the separate transfer generated with the right amount for", C.TRANSFER_SENT),
        ("was the provider's share converted, and sent as it should be, of", C.CURRENCY_CONVERTED),
        ("in which currency was the share sent of", C.CURRENCY_CONVERTED),
    ],
)
async def test_only_a_question_of_rates_or_currencies_is_answered_by_the_conversion(words: str, cause: C) -> None:
    driven = await asked_of(told(judged(sent(5_324), **YEN)), f"{words} {PAYMENT}?")

    assert (driven.draft.cause, driven.refused) == (cause, [])


async def test_a_charge_whose_own_transfer_was_taken_back_is_told_as_such() -> None:
    driven = await asked_of(told(passed_on(back=10_000)), f"where is the provider's share of {PAYMENT}?")

    assert (driven.draft.cause, driven.draft.verdict) == (C.TRANSFER_REVERSED, Verdict.EXPLAINED)
    assert driven.refused == []


async def at_market(question: str, objects: dict[str, Any], **account: Any) -> Driven:
    """A question to an account that holds these objects, answered by the tool itself."""
    given: dict[str, Any] = {"connected": [MINE, OTHER], "escrow": RULE, **account}
    async with market(objects, **given) as on:

        async def answer(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
            if tool == "provider_payouts":
                only = bool(arguments.get("standing_only"))
                told = await provider_payouts(on.connection, str(arguments["provider"]), None, None, only)
                return told.model_copy(update={"coverage": _of_demo(told.coverage)})
            assert tool == "escrow_status"
            given: dict[str, Any] = {name: arguments.get(name) for name in ("booking", "payment", "provider")}
            window = Window.model_validate({name: arguments.get(name) for name in ("since", "until")})
            outcome = await escrow_status(on.connection, Scope(**given, window=window))
            return outcome.model_copy(update={"coverage": _of_demo(outcome.coverage)})

        return await drive(Playbook(), question, answer, refusals)


def _of_demo(coverage: Coverage) -> Coverage:
    return coverage.model_copy(update={"account": "demo"})


WEEK = "Monitor escrow payments for provider 'provider_1' this week: pending transfers and hold periods"


async def test_a_provider_s_week_names_what_is_late_and_sums_what_is_held() -> None:
    rows = [booked(1), booked(2, charged={"created": ago(2)}, created=ago(2)), booked(3)]
    driven = await at_market(WEEK, held(rows, [transfer(3, MINE, created=ago(3))]))
    draft = driven.draft

    assert (draft.cause, draft.verdict, driven.refused) == (C.TRANSFER_MISSING, Verdict.EXPLAINED, [])
    assert driven.evidence[0].outcome.arguments["provider"] == "provider_1"
    said = " ".join(one.text for one in draft.findings)
    for name in ("held_total[0]", "overdue_total[0]", "earned_total[0]", "lags.median_held", "next_due"):
        assert f"E1.{name}" in said
    assert draft.exhibits == ["E1.escrow_ageing"]


async def test_a_week_in_order_is_no_issue_and_one_read_in_part_is_not_said_to_be() -> None:
    objects = held([booked(1)], [transfer(1, MINE)])
    whole = await at_market(WEEK, objects)
    part = await at_market(WEEK, objects, denied=["/v1/transfers"])

    assert (whole.draft.cause, whole.draft.verdict, whole.refused) == (C.NO_FAULT_FOUND, Verdict.NO_ISSUE, [])
    assert (part.draft.cause, part.draft.verdict, part.refused) == (None, Verdict.INCONCLUSIVE, [])
    assert "earned_total" not in " ".join(one.text for one in part.draft.findings)


async def test_what_is_owed_to_whom_is_told_of_the_last_thirty_days() -> None:
    driven = await at_market("what do we owe whom?", held([booked(1), booked(2, "provider_2")]))

    assert driven.evidence[0].outcome.arguments.keys() == {"since", "until"}
    owed = [one.text for one in driven.draft.findings if "owed_to[" in one.text]
    assert (len(owed), driven.refused) == (2, [])


@pytest.mark.parametrize(
    ("asks", "cause"),
    [
        ("what do we owe whom?", C.TRANSFER_MISSING),
        ("Monitor the escrow of all providers", C.DUPLICATE_TRANSFER),
    ],
)
async def test_asked_of_what_is_owed_what_was_not_sent_comes_before_what_is_amiss_otherwise(
    asks: str, cause: C
) -> None:
    driven = await at_market(asks, held([booked(1), booked(3)], [transfer(3, MINE), transfer(3, MINE)]))

    assert (driven.draft.cause, driven.refused) == (cause, [])


async def test_a_provider_of_whom_nothing_is_known_is_said_not_to_be_found() -> None:
    driven = await at_market(WEEK.replace("provider_1", "provider_9"), held([booked(1)]))

    assert (driven.draft.verdict, driven.draft.cause, driven.refused) == (Verdict.NOT_FOUND, None, [])
    assert any("neither payments nor accounts" in one.missing for one in driven.draft.limits)


async def test_who_had_no_share_in_a_time_is_told_how_their_account_stands() -> None:
    driven = await at_market(WEEK.replace("provider_1", "provider_2"), held([booked(1)]))
    tools = [item.outcome.tool for item in driven.evidence]

    assert (tools[0], "provider_payouts" in tools, driven.refused) == ("escrow_status", True, [])


async def test_two_accounts_of_one_provider_are_both_named_and_no_destination_is_held_against_either() -> None:
    objects = held(
        [payment(1, "provider_1", latest_charge=charge(1)), booked(2)], [transfer(1, MINE), transfer(2, OTHER)]
    )
    objects["/v1/accounts"] = []
    driven = await at_market(WEEK, objects)
    told = {one.subject: one for one in driven.draft.findings}
    assert driven.refused == []
    assert {MINE, OTHER} <= told.keys()
    assert all(any(fact.endswith(".ways") for fact in told[one].facts) for one in (MINE, OTHER))
    (limit,) = [one for one in driven.draft.limits if "no destination could be held" in one.missing]
    assert "{E1.provider.candidates[0].id} and {E1.provider.candidates[1].id}" in limit.missing
    assert not any("nothing is amiss" in one.text for one in driven.draft.findings)


async def test_an_account_off_the_list_is_named_with_the_setting_that_would_list_it() -> None:
    driven = await at_market(WEEK, held([booked(1)], [transfer(1, MINE)]), connected=[OTHER])
    (limit,) = [one for one in driven.draft.limits if "{E1.provider.account}" in one.missing]
    assert driven.refused == []
    assert "setting connected of the account {E1.coverage.account}" in limit.would_settle


async def test_a_booking_that_can_t_be_read_is_said_to_be_so() -> None:
    async def answer(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
        failure = Failure(code=FailureCode.PERMISSION, message="Not allowed.", permission="charge_read")
        coverage = read_share(1, SHOWN[C.TRANSFER_SENT]).outcome.coverage
        return Outcome(status="error", tool=tool, arguments=arguments, coverage=coverage, error=failure)

    driven = await drive(Playbook(), "why didn't the transfer for booking_1 arrive?", answer, refusals)

    assert (driven.draft.verdict, driven.refused) == (Verdict.INCONCLUSIVE, [])


@pytest.mark.parametrize("question", [WEEK, "where is the provider's share of booking_1?"])
@pytest.mark.parametrize(("status", "must"), [("needs_response", True), ("under_review", False)])
async def test_what_a_dispute_holds_somebody_must_answer_by_its_deadline(
    question: str, status: str, must: bool
) -> None:
    driven = await at_market(question, disputed(status))
    steps = {one.code: one for one in driven.draft.next_steps}

    assert (driven.draft.verdict, driven.refused) == (Verdict.NO_ISSUE, [])
    assert (A.RESPOND_TO_DISPUTE in steps) is must
    if must:
        assert A.NO_ACTION not in steps
        said = steps[A.RESPOND_TO_DISPUTE].text
        assert "{E1.bookings[0].dispute} before {E1.bookings[0].respond_by}" in said


async def test_an_account_in_order_is_no_issue_only_where_none_of_its_shares_is_late() -> None:
    asks = "Analyze payout performance for provider_1: current earnings, pending transfers, and payout schedule"
    late = await at_market(asks, held([booked(1), booked(3)], [transfer(3, MINE, created=ago(3))]))
    fine = await at_market(asks, held([booked(3)], [transfer(3, MINE, created=ago(3))]))

    assert (late.draft.verdict, late.draft.cause, late.refused) == (Verdict.EXPLAINED, C.TRANSFER_MISSING, [])
    assert A.NO_ACTION not in {one.code for one in late.draft.next_steps}
    assert A.CREATE_TRANSFER in {one.code for one in late.draft.next_steps}
    assert (fine.draft.verdict, fine.draft.cause, fine.refused) == (Verdict.NO_ISSUE, C.NO_FAULT_FOUND, [])
