"""What excludes a cause, in words that a reader still reads."""

import pytest
from pydantic import JsonValue

from agent.render.ruled_out import ruled_out
from agent.report import Fact, RuledOut
from tests.render.sample import report
from tools.contract.causes import CauseCode


def found(label: str, *ids: str) -> Fact:
    rows: list[JsonValue] = [{"id": one} for one in ids]
    return Fact(ref=f"{label}.payments", value=rows)


def basis(*facts: Fact) -> str:
    sample = report()
    about = sample.findings[0].subject
    told = [one.model_copy(update={"value": [{"id": about}, *_rows(one)]}) for one in facts]
    excluded = RuledOut(cause=CauseCode.DUPLICATE_CHARGE, facts=told)
    [line] = ruled_out(sample.model_copy(update={"ruled_out": [excluded]}))
    return line.text


def _rows(fact: Fact) -> list[JsonValue]:
    return fact.value if isinstance(fact.value, list) else []


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ([found("E1", *(f"pi_other{n}" for n in range(16))), found("E3")], "16 others to compare with"),
        (
            [found("E1", *(f"pi_other{n}" for n in range(16))), found("E3", "pi_other7")],
            "16 others to compare with, the nearest pi_other7",
        ),
    ],
)  # fmt: skip
def test_many_payments_that_were_compared_are_told_by_their_number_and_the_nearest(
    facts: list[Fact], told: str
) -> None:
    assert basis(*facts) == f"no, the payment has {told}"


def test_few_payments_are_told_by_their_ids() -> None:
    assert "pi_other7" in basis(found("E1", "pi_other7"))
    assert "others to compare with" not in basis(found("E1", "pi_other7"))
