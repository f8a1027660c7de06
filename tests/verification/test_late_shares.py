"""That something waits for a person is proved by the shares of a time, where they were read whole and some are late."""

from typing import Any

import pytest

from agent.thread.evidence import Evidence
from agent.verification.causes import Excluded, Open, Proven, judge_apart
from tests.verification.flows import NOW
from tools.contract.causes import CauseCode
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import Outcome

COUNTS = {"booking_count": 9, "held_count": 3, "overdue_count": 0, "wrong_count": 0, "released_count": 6}


def shares(*, more: bool = False, account: str = "shop", **counts: int) -> Evidence:
    parts = [Part(name=name, resource=name, pages=1, rows=9, more=more) for name in ("payments", "transfers")]
    data: dict[str, Any] = {"since": "2026-11-14T00:00:00Z", **COUNTS, **counts}
    coverage = Coverage(account=account, livemode=False, as_of=NOW, parts=parts)
    return Evidence(
        number=3,
        call_id="shares",
        outcome=Outcome(status="ok", tool="escrow_status", arguments={}, coverage=coverage, data=data),
    )


@pytest.mark.parametrize("amiss", ["overdue_count", "wrong_count"])
def test_shares_that_are_late_or_wrong_wait_for_somebody(amiss: str) -> None:
    ruling = judge_apart(
        CauseCode.OPEN_MATTERS_FOUND,
        "shop",
        [shares(overdue_count=2 if amiss == "overdue_count" else 0, wrong_count=2 if amiss == "wrong_count" else 0)],
    )
    assert isinstance(ruling, Proven)
    assert ruling.refs == (f"E3.{amiss}",)


def test_shares_in_order_of_another_account_or_read_in_part_prove_nothing() -> None:
    cause = CauseCode.OPEN_MATTERS_FOUND
    assert isinstance(judge_apart(cause, "shop", [shares()]), Excluded)
    assert isinstance(judge_apart(cause, "shop", [shares(overdue_count=2, more=True)]), Open)
    assert isinstance(judge_apart(cause, "shop", [shares(overdue_count=2, account="other")]), Open)
