"""Money that isn't where it is looked for: on a provider's account, or held because that account can't be sent any."""

from typing import Any

import pytest
from pydantic import JsonValue

from agent.playbook import Playbook
from agent.report import DraftFinding
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tests.playbook.records import PAYMENT, Records, flow, paid
from tests.playbook.test_shares import refusals
from tests.tools.in_escrow import MINE, OTHER, RULE, booked, held
from tests.tools.marketplace import account, market
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode as C
from tools.contract.causes import Party
from tools.contract.clock import Window
from tools.contract.coverage import Coverage
from tools.contract.outcome import Failure, FailureCode, Outcome
from tools.escrow.status import escrow_status
from tools.escrow.surround import Scope
from tools.payouts.status import provider_payouts

THEIRS = "acct_1provider"
OWN: dict[str, JsonValue] = {"id": THEIRS, "object": "account", "metadata": {"provider_id": "provider_77"}}


@pytest.mark.parametrize(
    ("question", "on", "cause"),
    [
        (f"I can't find {PAYMENT}. Does it exist?", THEIRS, C.ON_CONNECTED_ACCOUNT),
        (f"What is the state of {PAYMENT}?", THEIRS, C.ON_CONNECTED_ACCOUNT),
        (f"Was {PAYMENT} charged twice?", THEIRS, C.PAID_ONCE),
        (f"What is the state of {PAYMENT}?", None, C.PAID_ONCE),
    ],
)
async def test_a_payment_on_a_provider_s_account_is_said_to_be_there(question: str, on: str | None, cause: C) -> None:
    records = Records(flows=[flow("succeeded", paid())], objects={THEIRS: OWN})

    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        outcome = await records.answer(name, arguments)
        found = on if name == "payment_flow" else None
        return outcome.model_copy(update={"coverage": outcome.coverage.model_copy(update={"connected_account": found})})

    driven = await drive(Playbook(), question, answer, refusals)
    kept = verify(driven.draft, driven.evidence, question).kept
    told = {str(fact.value) for one in kept.findings for fact in one.facts}

    assert (driven.refused, kept.cause, kept.party) == ([], cause, Party.NONE)
    assert ({THEIRS, "provider_77"} <= told) is (cause is C.ON_CONNECTED_ACCOUNT)
    assert ("get_object" in driven.tools) is (on is not None)


@pytest.mark.parametrize("named", [THEIRS, "acct_1Another"])
async def test_that_a_payment_is_not_on_the_account_that_the_question_names_is_said(named: str) -> None:
    question = f"Is {PAYMENT} collected on {named}?"
    records = Records(flows=[flow("succeeded", paid())], objects={THEIRS: OWN})

    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        outcome = await records.answer(name, {key: one for key, one in arguments.items() if key != "account"})
        found = THEIRS if name == "payment_flow" else None
        coverage = outcome.coverage.model_copy(update={"connected_account": found})
        return outcome.model_copy(update={"coverage": coverage, "arguments": arguments})

    driven = await drive(Playbook(), question, answer, refusals)
    kept = verify(driven.draft, driven.evidence, question).kept

    assert driven.refused == []
    assert any("not on {E" in one.text for one in kept.findings) is (named != THEIRS)


async def _asked(question: str, own: dict[str, Any]) -> Driven:
    objects = held([booked()])
    objects["/v1/accounts"] = [own, account(OTHER, "provider_2")]
    async with market(objects, connected=[MINE, OTHER], escrow=RULE) as on:

        async def answer(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
            given: dict[str, Any] = dict(arguments)
            if tool == "provider_payouts":
                only = bool(given.get("standing_only"))
                return await provider_payouts(on.connection, given["provider"], None, None, only)
            window = Window.model_validate({name: given.pop(name, None) for name in ("since", "until")})
            return await escrow_status(on.connection, Scope(**given, window=window))

        return await drive(Playbook(), question, answer, refusals)


def _shares(findings: list[DraftFinding]) -> list[str]:
    return [one.kind for one in findings if one.subject == "pi_1"]


@pytest.mark.parametrize("question", ["Is the provider's part of pi_1 on its way, and if not, why?",
                                      "Why has provider_1 not received their share of booking_1?"])  # fmt: skip
async def test_a_share_that_can_t_be_sent_is_told_beside_why_and_one_that_can_is_missing(question: str) -> None:
    wanted = {"currently_due": ["company.tax_id"], "disabled_reason": "action_required.requested_capabilities"}
    fine = {**account(MINE, "provider_1"), "payouts_enabled": True, "charges_enabled": True,
            "capabilities": {"transfers": "active"}}  # fmt: skip
    stopped = await _asked(question, {**fine, "capabilities": {"transfers": "inactive"}, "requirements": wanted})
    able = await _asked(question, fine)

    assert (stopped.refused, stopped.draft.cause, stopped.draft.party) == ([], C.CAPABILITY_INACTIVE,
                                                                           Party.CONNECTED_ACCOUNT)  # fmt: skip
    assert _shares(stopped.draft.findings) == ["observation"]
    assert "E1.money_flow" in stopped.draft.exhibits
    assert (able.refused, able.draft.cause, _shares(able.draft.findings)) == ([], C.TRANSFER_MISSING, ["cause"])


async def test_late_shares_of_one_provider_are_sent_only_to_an_account_that_may_get_them() -> None:
    question = "How do the shares of provider_1 stand in the last 30 days?"
    fine = {**account(MINE, "provider_1"), "payouts_enabled": True, "charges_enabled": True,
            "capabilities": {"transfers": "active"}}  # fmt: skip
    wanted = {"disabled_reason": "rejected.fraud"}
    stopped = await _asked(question, {**fine, "payouts_enabled": False, "requirements": wanted})
    able = await _asked(question, fine)

    codes = [[one.code for one in driven.draft.next_steps] for driven in (stopped, able)]
    assert (stopped.refused, able.refused) == ([], [])
    assert [A.CREATE_TRANSFER in held for held in codes] == [False, True]
    assert any("Send {E1" in one.text and "nothing before" in one.text for one in stopped.draft.next_steps)
    assert [driven.tools.count("provider_payouts") for driven in (stopped, able)] == [1, 1]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Why did pi_3Elsewhere00000000 on acct_1Named fail?", {"account": "acct_1Named"}),
        ("Why did pi_3Elsewhere00000000 of provider_77 fail?", {"account": "provider_77"}),
        ("Why did pi_3Elsewhere00000000 fail?", {}),
    ],
)
async def test_the_account_that_a_question_names_is_looked_on_first(question: str, first: dict[str, str]) -> None:
    asked: list[tuple[str, dict[str, JsonValue]]] = []

    async def answer(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
        asked.append((tool, arguments))
        missing = Failure(code=FailureCode.NOT_FOUND, message="Stripe has no such object.")
        coverage = Coverage(account="demo", livemode=False, as_of=NOW)
        return Outcome(status="error", tool=tool, arguments=arguments, coverage=coverage, error=missing)

    await drive(Playbook(), question, answer)
    assert ("payment_flow", {"payment_intent": "pi_3Elsewhere00000000", **first}) in asked
