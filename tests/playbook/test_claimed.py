"""What is told around a dispute or an inquiry: once each, in its own word, with what the provider has already."""

import pytest

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.asked import Account, mirrored
from tests.playbook.driving import Driven, drive
from tests.verification.flows import at, usd
from tests.verification.shown import SHOWN, Shown
from tools.contract.causes import CauseCode
from tools.contract.outcome import Outcome
from tools.contract.payment import Transfer

C = CauseCode
QUESTION = "how does the dispute of pi_failed123 stand?"


async def told(cause: CauseCode, *transfers: Transfer, **changes: object) -> Driven:
    shown = mirrored(SHOWN[cause])
    others = [item.model_copy(update={"outcome": _with(item.outcome, changes)}) for item in shown.others]
    account = Account(Shown(shown.payment.model_copy(update={"transfers": [*transfers]}), tuple(others)))
    driven = await drive(Playbook(), QUESTION, account.answer)
    assert verify(driven.draft, driven.evidence, QUESTION).refusals == []
    assert driven.draft.cause is cause
    return driven


def _with(outcome: Outcome, changes: dict[str, object]) -> Outcome:
    """The same outcome, its disputes changed."""
    data = dict(outcome.data or {})
    rows = data.get("disputes")
    held = [{**row, **changes} for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict)]
    return Outcome.from_json({**outcome.to_json(), "data": {**data, "disputes": held}}) if held else outcome


def said(driven: Driven) -> str:
    return " ".join([*(one.text for one in driven.draft.findings), *(one.text for one in driven.draft.next_steps)])


async def test_an_inquiry_is_never_called_disputed() -> None:
    text = said(await told(C.INQUIRY_OPEN))
    assert "inquiry" in text
    assert "disputed" not in text


@pytest.mark.parametrize("cause", [C.INQUIRY_OPEN, C.DISPUTE_NEEDS_RESPONSE, C.DISPUTE_LOST, C.DISPUTE_UNDER_REVIEW])
async def test_a_dispute_is_told_in_full_once(cause: CauseCode) -> None:
    reasons = [one for one in (await told(cause)).draft.findings if "reason {" in one.text and ".amount}" in one.text]
    assert len(reasons) == 1


async def test_what_the_provider_has_is_told_before_a_refund_is_advised() -> None:
    sent = Transfer(id="tr_one", amount=usd(4000), created=at(30))
    assert "Already with the provider" in said(await told(C.INQUIRY_OPEN, sent))
    back = sent.model_copy(update={"reversed": usd(4000)})
    assert "Already with the provider" not in said(await told(C.INQUIRY_OPEN, back))


async def test_whether_an_answer_was_handed_in_is_told_with_the_evidence_that_waits() -> None:
    none = said(await told(C.DISPUTE_NEEDS_RESPONSE, submission_count=0, has_evidence=True))
    assert "Answers handed in to the bank so far: {E2.disputes[0].submission_count}" in none
    assert "stands at Stripe" in none
    sent = said(await told(C.DISPUTE_NEEDS_RESPONSE, submission_count=1, has_evidence=True))
    assert "stands at Stripe" not in sent
