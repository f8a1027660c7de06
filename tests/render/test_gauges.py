"""The networks' programmes on the dashboard: a bar, its thresholds, and every condition in words."""

from agent.render.dashboard import charts, page
from agent.render.dashboard.panels import panels
from agent.render.dashboard.theme import BLOCKED, FAILED
from tests.render.figures import rate
from tests.render.health_sample import marketplace
from tools.contract.risk import Condition, Level, Programme, Share


def level(name: str, claims: int, bound: int, counted: tuple[int, int]) -> Level:
    count, ratio = counted
    conditions = [
        Condition(of="claims", value=count, bound=claims, met=count >= claims),
        Condition(of="ratio", value=ratio, bound=bound, met=ratio >= bound),
    ]
    return Level(name=name, reached=all(one.met for one in conditions), needs=f"{claims:,} claims and a share",
                 conditions=conditions)  # fmt: skip


def programme(claims: int, payments: int) -> Programme:
    counted = (claims, claims * 10_000 // payments)
    levels = [level("non-compliant", 5, 50, counted), level("Excessive", 1500, 150, counted)]
    reached = [one.name for one in levels if one.reached]
    return Programme(
        name="VAMP", network="visa", month="2026-11", over=False, disputes=claims, fraud_warnings=0, claims=claims,
        payments=payments, payments_of="2026-11", levels=levels, reached=reached[-1] if reached else None, rule="",
        ratio=Share(share=round(claims / payments, 6), part=claims, whole=payments), source="", as_of="2026-11",
    )  # fmt: skip


def test_a_gauge_has_a_line_at_each_threshold_and_its_count_decides_with_it() -> None:
    health = marketplace().model_copy(update={"programmes": [programme(9, 207)], "programmes_lack": ["prevented ones"]})
    drawn = charts(health)["programmes"]["datasets"]
    assert [row["bound"] for row in drawn["bounds"]] == [0.005, 0.015]
    assert [(row["share"], row["fill"], row["said"]) for row in drawn["rows"]] == [(0.043478, FAILED, "4.3% · 9")]
    [shown] = [one for one in panels(health)[0] if one.key == "programmes"]
    assert "estimate" in shown.title
    assert shown.table is not None and [row[-1] for row in shown.table.rows] == ["reached", "1 of 2 met"]
    assert "prevented ones" in page(health, "demo")


def test_a_share_above_a_threshold_with_too_small_a_count_is_not_reached() -> None:
    health = marketplace().model_copy(update={"programmes": [programme(4, 100)]})
    assert [row["fill"] for row in charts(health)["programmes"]["datasets"]["rows"]] == [BLOCKED]


def test_without_them_it_is_said_why_and_disputes_are_a_chart_of_their_own() -> None:
    health = marketplace().model_copy(update={"details": [rate("dispute_rate", 4, 380)]})
    shown, left_out = panels(health)
    assert not [one for one in shown if one.key == "programmes"]
    assert any("not read in full" in line for line in left_out)
    assert [row["share"] for row in charts(health)["disputes"]["datasets"]["rows"]][-1] == 0.0105
