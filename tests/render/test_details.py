"""The panels of 3D Secure, risk and disputes: drawn where the health holds them, else said to be missing."""

from agent.render.dashboard import charts, page
from agent.render.dashboard.panels import panels
from tests.render.figures import rate
from tests.render.health_sample import marketplace
from tools.contract.figures import Figure, Health

DETAILS: list[Figure] = [
    rate("three_d_secure_success_rate", 18, 21, slice={"three_d_secure": "frictionless"}),
    rate("three_d_secure_success_rate", 9, 40, slice={"three_d_secure": "challenge"}),
    rate("risk_share", 5, 400, slice={"risk_band": "75-99"}),
    rate("risk_share", 300, 400, slice={"risk_band": "0-19"}),
    rate("risk_share", 95, 400, slice={"risk_band": "none"}),
    rate("dispute_rate", 4, 380),
    rate("vamp_ratio", 6, 200),
]


def detailed(details: list[Figure]) -> Health:
    return marketplace().model_copy(update={"details": details})


def test_each_is_a_panel_of_the_page_and_a_chart_to_send() -> None:
    drawn = charts(detailed(DETAILS))
    assert [row["label"] for row in drawn["three_d_secure"]["datasets"]["rows"]] == ["frictionless", "challenge"]
    assert [row["label"] for row in drawn["risk"]["datasets"]["rows"]] == ["0-19", "75-99"], (
        "in order, scored ones alone"
    )
    told = next(one for one in panels(detailed(DETAILS))[0] if one.key == "disputes").table
    assert told is not None and any("6 of 200" in row for row in told.rows)
    written = page(detailed(DETAILS), "demo")
    assert all(f"<h2>{title}</h2>" in written for title in ("3D Secure", "Risk score", "Disputes"))


def test_what_the_health_does_not_hold_is_said_and_not_drawn() -> None:
    shown, left_out = panels(detailed([]))
    assert not {"three_d_secure", "risk"} & {one.key for one in shown}
    assert any(line.startswith("3D Secure:") for line in left_out)
    assert any(line.startswith("Risk score:") for line in left_out)
