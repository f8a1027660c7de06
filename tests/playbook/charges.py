"""The charges of the demo account as it serves them, counted one by one, and what a report tells of them."""

from typing import Any

from pydantic import JsonValue

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.tools.asking import NOW, Asking
from tests.tools.wider import shelf
from tools.contract.figures import Figure, FigureTable
from tools.contract.outcome import Outcome

DAY, HOUR = 86_400, 3600
WHEN = "in the last 21 days"
Charge = dict[str, Any]


async def asked(on: Asking, question: str, after: Driven | None = None) -> Driven:
    async def answer(name: str, arguments: dict[str, JsonValue]) -> Outcome:
        return await on.call(name, **arguments)

    driven = await drive(Playbook(), question, answer, after=after)
    assert [str(one) for one in verify(driven.draft, driven.evidence, question).refusals] == []
    return driven


def charges(since: int = NOW - 21 * DAY, until: int = NOW) -> list[Charge]:
    return [one for one in shelf("charge").values() if since <= one["created"] < until]


def card(one: Charge) -> dict[str, Any]:
    return one["payment_method_details"].get("card") or {}


def method(one: Charge) -> str:
    return one["payment_method_details"]["type"]


def country(one: Charge) -> str | None:
    return card(one).get("country") or (one["payment_method_details"].get(method(one)) or {}).get("country")


def decided(one: Charge) -> bool:
    return one["status"] != "pending" and one["outcome"]["type"] != "invalid"


def succeeded(one: Charge) -> bool:
    return one["status"] == "succeeded" and one["outcome"]["network_status"] != "reversed_after_approval"


def failed(one: Charge) -> bool:
    return decided(one) and not succeeded(one)


def rate(of: list[Charge]) -> tuple[int, int]:
    return sum(decided(one) and succeeded(one) for one in of), sum(map(decided, of))


def refunded(of: list[Charge]) -> tuple[int, int]:
    paid = [one for one in of if succeeded(one)]
    return sum(one["amount_refunded"] > 0 for one in paid), len(paid)


def disputed(of: list[Charge]) -> tuple[int, int]:
    """Inquiries, which move no money, are no disputes."""
    named = {one["charge"] for one in shelf("dispute").values() if not one["status"].startswith("warning_")}
    paid = [one for one in of if succeeded(one)]
    return sum(one["id"] in named for one in paid), len(paid)


def authenticated(of: list[Charge]) -> tuple[int, int]:
    return rate([one for one in of if card(one).get("three_d_secure")])


def failures(of: list[Charge]) -> int:
    return sum(map(failed, of))


def euros(of: list[Charge]) -> int:
    return sum(one["amount_captured"] for one in of if succeeded(one))


def table(driven: Driven) -> tuple[str, FigureTable]:
    """The figures that the first finding cites, and where they stand."""
    label = driven.draft.findings[0].facts[0].partition(".")[0]
    return label, FigureTable.from_json(driven.evidence[int(label[1:]) - 1].outcome.data)


def value(one: Figure) -> Any:
    if one.unit == "rate":
        return one.numerator, one.denominator
    return one.amount.minor if one.amount else one.count
