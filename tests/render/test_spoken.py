"""Days are shown as days, codes of a share in words, and what excludes a cause by what it is of."""

from typing import get_args

import pytest
from pydantic import JsonValue

from agent.render import markdown
from agent.render.spoken import HOLDS, STATES, spoken
from agent.render.words import fill
from agent.report import Fact, Finding, RuledOut
from tests.render.sample import report
from tools.contract.causes import CauseCode
from tools.contract.escrow import EscrowState, Hold

ZONE = "America/Detroit"
DAY = "2026-12-02T00:00:00Z"


def filled(path: str, value: JsonValue) -> str:
    return fill(f"{{E1.{path}}}", [Fact(ref=f"E1.{path}", value=value)], ZONE)


@pytest.mark.parametrize(
    "path", ["payouts[2].arrival", "next_payouts[0].on", "next_payouts[0].arrives", "upcoming[1].on"]
)
def test_a_day_of_stripe_s_is_that_day_in_every_zone(path: str) -> None:
    assert filled(path, DAY) == "2026-12-02"


@pytest.mark.parametrize(
    ("path", "value"), [("payouts[2].created", DAY), ("payouts[0].arrival", "2026-12-02T05:00:00Z")]
)
def test_a_moment_is_shown_in_the_account_s_zone(path: str, value: str) -> None:
    assert filled(path, value).endswith("EST")


@pytest.mark.parametrize(("part", "whole", "said"), [(28, 29, "96.6%"), (25, 31, "80.6%")])
def test_a_rate_told_with_its_counts_is_rounded_once(part: int, whole: int, said: str) -> None:
    told = {"rate": round(part / whole, 4), "numerator": part, "denominator": whole}
    facts = [Fact(ref=f"E1.figures[0].{name}", value=value) for name, value in told.items()]
    text = "{E1.figures[0].rate} ({E1.figures[0].numerator} of {E1.figures[0].denominator})"
    assert fill(text, facts, ZONE) == f"{said} ({part} of {whole})"


def test_a_currency_is_told_as_amounts_tell_theirs() -> None:
    assert filled("figures[3].currency", "eur") == "EUR"


def test_every_state_and_hold_of_a_share_has_words() -> None:
    assert set(STATES) == set(get_args(EscrowState))
    assert set(HOLDS) == set(get_args(Hold))
    assert (filled("bookings[0].state", "missing"), filled("bookings[3].hold", "not_due")) == (
        "late, and not sent", "not due yet")  # fmt: skip
    assert filled("reviews[0].state", "missing") == "missing"


def excluded(subject: str, *facts: Fact) -> str:
    claim = Finding(text="It is so.", kind="cause", severity="warning", subject=subject, facts=[])
    ruled_out = [RuledOut(cause=CauseCode.PAYOUT_FAILED, facts=list(facts))]
    told = markdown.render(report().model_copy(update={"findings": [claim], "ruled_out": ruled_out}))
    return told.partition("Ruled out")[2].partition("###")[0]


@pytest.mark.parametrize(
    ("subject", "fact", "said"),
    [
        ("pi_1", Fact(ref="E1.bookings[0].state", value="held", owner="pi_1"), "no, the share has state held"),
        ("acct_1", Fact(ref="E1.account.past_due", value=[], owner="acct_1"), "no, the account has nothing overdue"),
        ("provider_1", Fact(ref="E1.balance.shortfall", value=[]), "no, the platform's balance has no shortfall"),
        ("provider_1", Fact(ref="E1.overdue_count", value=0), "no, what was read has overdue count 0"),
        ("pi_1", Fact(ref="E1.status", value="succeeded", owner="pi_1"), "no, the payment has status succeeded"),
        ("acct_1", Fact(ref="E1.payouts[0].status", value="paid", owner="po_1"), "no, payout 1 has status paid"),
    ],
)
def test_what_excludes_a_cause_is_told_by_what_it_is_of(subject: str, fact: Fact, said: str) -> None:
    assert said in excluded(subject, fact).replace("\\", "")


def test_what_a_dispute_calls_for_is_told_in_words() -> None:
    fact = Fact(ref="E1.disputes[0].asked_for[2]", value="access_activity_log", owner="du_1")
    assert spoken(fact) == "access activity log"
    assert spoken(fact.model_copy(update={"ref": "E1.disputes[0].reason"})) is None
