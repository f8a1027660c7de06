"""Shares out of the lists that a day's figures are of: what is told of them is what it is where they are read alone."""

from collections import Counter
from datetime import UTC, datetime

from pydantic import JsonValue

from tests.tools.asking import NOW, Asking
from tests.tools.wider import at_demo, missing
from tools.contract.outcome import Outcome

DAY = 86_400
LISTS = ("/v1/payment_intents", "/v1/charges", "/v1/transfers")


def since(days: int) -> dict[str, JsonValue]:
    begins = datetime.fromtimestamp(NOW - days * DAY, UTC)
    return {"since": f"{begins:%Y-%m-%dT%H:%M:%SZ}", "until": f"{datetime.fromtimestamp(NOW, UTC):%Y-%m-%dT%H:%M:%SZ}"}


async def after_the_day(on: Asking, tool: str, days: int) -> tuple[Outcome, Counter[str]]:
    """What a tool tells after the figures of the last day were read, and its own requests."""
    figures: dict[str, JsonValue] = {"metrics": ["conversion_rate", "gross_take"], "compared": "same_weekdays"}
    assert (await on.call("payment_metrics", **figures, **since(1))).status != "error"
    on.start_over()
    outcome = await on.call(tool, **since(days))
    return outcome, Counter(one.path for one in on.requests)


async def test_shares_are_told_the_same_and_their_lists_are_not_read_again() -> None:
    async with at_demo() as on:
        alone = await on.call("escrow_status", **since(30))
    async with at_demo() as on:
        shared, requests = await after_the_day(on, "escrow_status", 30)

    assert alone.data and alone.data["overdue_count"] and alone.data["wrong_count"]
    assert shared.data == alone.data
    assert (shared.status, missing(shared)) == (alone.status, missing(alone))
    assert not [path for path in LISTS if requests[path]]
    parts = {part.name: part.complete for part in shared.coverage.parts}
    assert all(parts[name] for name in ("payments", "charges", "transfers", "fees"))


async def test_refunds_tell_the_shares_of_them_all_without_a_list_for_each() -> None:
    async with at_demo() as on:
        alone = await on.call("refund_status", **since(30))
    async with at_demo() as on:
        shared, requests = await after_the_day(on, "refund_status", 30)

    assert missing(alone) == {"transfers": "limit"} and not missing(shared)
    assert requests["/v1/transfers"] == 0
    assert alone.data and shared.data
    told = {str(one): one for one in _charges(shared)}
    same = [one for one in _charges(alone) if str(one) in told]
    assert len(same) >= 10, "of those that are read alone the same is told"
    assert sum("transferred" in one for one in _charges(shared)) > sum("transferred" in one for one in _charges(alone))


def _charges(outcome: Outcome) -> list[dict[str, JsonValue]]:
    charges = (outcome.data or {})["charges"]
    assert isinstance(charges, list)
    return [one for one in charges if isinstance(one, dict)]


async def test_without_the_fees_the_shares_are_told_all_the_same() -> None:
    async with at_demo(denied=["application_fee_read"]) as on:
        shared, _ = await after_the_day(on, "escrow_status", 30)
    assert shared.data and shared.data["overdue_count"]
    assert missing(shared)["fees"] == "permission"
