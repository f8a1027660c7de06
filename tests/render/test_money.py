"""How a booking's money and what waits for providers are drawn, on a page and in a terminal."""

from datetime import UTC, datetime
from io import StringIO

from inline_snapshot import snapshot
from rich.console import Console

from agent.render import html, terminal
from agent.render.money import bar, escrow_ageing, money_flow, owed_providers
from agent.report import ReportExhibit
from tests.render.sample import HOSTILE, report
from tests.render.test_html import Page
from tools.contract.exhibits import AgeRow, EscrowAgeing, FlowStop, LateBooking, MoneyFlow, OwedProviders, OwedRow
from tools.contract.money import Money
from tools.contract.outcome import Exhibit

AT = datetime(2026, 11, 20, 13, 23, 22, tzinfo=UTC)


def usd(minor: int) -> Money:
    return Money(currency="usd", minor=minor)


FLOW = MoneyFlow(
    payment_intent="pi_1",
    booking="booking_1",
    state="leg_missing",
    captured=usd(10_000),
    expected=usd(8_200),
    rule="82 % of what was captured",
    due=AT,
    stops=[
        FlowStop(kind="paid", who="customer", amount=usd(10_000), by="ch_1", at=AT),
        FlowStop(kind="sent", who="provider_1", amount=usd(4_920), by="tr_1", account="acct_1", at=AT, amiss="late"),
        FlowStop(kind="missing", who="provider_2", amount=usd(3_280), at=AT),
        FlowStop(kind="kept", who="platform", amount=usd(1_800)),
    ],
)
AGEING = EscrowAgeing(
    owed=[usd(300)],
    rows=[AgeRow(age="not_due", count=4, amount=[usd(200)]), AgeRow(age="over_7_days", count=1, amount=[usd(100)])],
    oldest=[LateBooking(payment_intent="pi_1", booking="booking_1", provider="provider_1", amount=usd(100), due=AT)],
)


def page(*exhibits: tuple[str, MoneyFlow | EscrowAgeing | OwedProviders]) -> Page:
    attached = [
        ReportExhibit(evidence="E1", exhibit=Exhibit(kind=kind, data=one.model_dump(mode="json")))
        for kind, one in exhibits
    ]
    return Page(html.render(report().model_copy(update={"exhibits": attached})))


def test_the_money_of_a_booking_is_a_tree_of_text() -> None:
    text = "\n".join(line.text for line in money_flow(FLOW, "America/Detroit").lines)
    assert text == snapshot("""\
booking_1: 100.00 USD captured, by the rule 82.00 USD (82 % of what was captured), late in part, and not sent
├── 100.00 USD paid by the customer (ch_1, 2026-11-20 08:23:22 EST)
├── 49.20 USD sent to provider_1 (tr_1, acct_1, 2026-11-20 08:23:22 EST, late)
├── 32.80 USD missing at provider_2 (due 2026-11-20 08:23:22 EST)
└── 18.00 USD kept by the platform\
""")


def test_on_a_page_it_is_drawn_in_boxes_and_what_is_missing_stands_out() -> None:
    drawn = page(("money_flow", FLOW))

    assert [box.tone for box in money_flow(FLOW, "UTC").boxes] == ["plain", "warning", "critical", "plain"]
    assert drawn.faults == []
    assert "32.80 USD" in drawn.text
    assert "├──" not in drawn.text


def test_what_waits_has_a_bar_a_row_on_a_page_and_in_a_terminal() -> None:
    drawn = page(("escrow_ageing", AGEING))
    waiting, late = escrow_ageing(AGEING, "America/Detroit")

    assert (drawn.tags.count("meter"), drawn.faults) == (2, [])
    assert (waiting.bars, waiting.rows[1], waiting.tones) == (
        [100, 25], ["late, over 7 days", "1", "1.00 USD"], ["plain", "critical"])  # fmt: skip
    assert late.rows == [["booking_1", "provider_1", "1.00 USD", "2026-11-20 08:23:22 EST"]]
    assert [len(bar(share)) for share in (100, 25, 1, 0)] == [20, 5, 1, 0]


def test_nothing_that_waits_draws_nothing() -> None:
    assert escrow_ageing(EscrowAgeing(owed=[], rows=[], oldest=[]), "UTC") == []


def test_whom_money_is_owed_to_is_a_table_that_says_how_many_it_leaves_out() -> None:
    row = OwedRow(provider="provider_1", count=2, owed=[usd(300)], now=[usd(200)], overdue=[usd(100)])
    cut, whole = (OwedProviders(count=count, owed=[usd(300)], rows=[row]) for count in (4, 1))
    told = ["provider_1", "2", "3.00 USD", "2.00 USD", "1.00 USD"]

    assert owed_providers(whole).rows == [told]
    assert [one[0] for one in owed_providers(cut).rows[1:]] == [
        "and 3 more, to each of whom less is owed, or another currency"
    ]
    assert "provider_1" in page(("owed_providers", whole)).text


def test_a_stranger_s_text_in_a_drawing_is_shown_as_text() -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>' + HOSTILE
    stop = FlowStop(kind=attack, who=attack, by=attack, account=attack, amiss=attack, amount=usd(1))
    flow = FLOW.model_copy(update={"booking": attack, "state": attack, "rule": attack, "stops": [stop]})
    row = LateBooking(payment_intent=attack, booking=attack, provider=attack)
    ageing = AGEING.model_copy(update={"rows": [AgeRow(age=attack, count=1, amount=[])], "oldest": [row]})

    drawn = page(("money_flow", flow), ("escrow_ageing", ageing))
    assert drawn.faults == []
    assert "<script>" in drawn.text


def test_a_terminal_shows_both() -> None:
    attached = [
        ReportExhibit(evidence="E1", exhibit=Exhibit(kind="escrow_ageing", data=AGEING.model_dump(mode="json"))),
        ReportExhibit(evidence="E1", exhibit=Exhibit(kind="money_flow", data=FLOW.model_dump(mode="json"))),
    ]
    written = StringIO()
    terminal.render(report().model_copy(update={"exhibits": attached}), Console(file=written, width=100))
    shown = written.getvalue()

    assert "█" * 20 in shown
    assert "├── 32.80 USD missing at provider_2" in shown
