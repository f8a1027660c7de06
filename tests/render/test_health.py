"""The health in a terminal: what it says first, what it says of each figure, and that it fits."""

import pytest
from inline_snapshot import external_file, snapshot

from agent.render.figures import changed, counts, earlier, judged, percent, shown
from agent.render.health import sparkline, text
from agent.render.verdict import verdict
from tests.render.figures import rate
from tests.render.health_sample import ALL, DETROIT, coverage, marketplace, quiet, tiny
from tools.contract.changes import Change, Tally
from tools.contract.figures import Earlier, Figure, Health
from tools.contract.money import Money


def printed(name: str, *, plain: bool = True) -> str:
    return text(ALL[name](), "acct_demo", "test", coverage(), plain=plain)


def test_the_terminal_shows_the_whole_health_in_reading_order():
    assert printed("marketplace") == external_file("health.txt")


def test_a_tiny_account_is_told_its_counts_and_that_they_say_little():
    assert text(tiny(), "acct_demo") == snapshot("""\
acct_demo
2026-11-21 15:00 to 2026-11-22 15:00 (America/Detroit), as of 2026-11-22 15:00

TOO FEW TO JUDGE  Success rate 66.7% (2 of 3): too few attempts to say more than
the counts.

Payment health
 success rate             66.7% (2 of 3)
 average processing time  12 s
 decline reasons          do_not_honor 1
 provider payouts         no connected account may be read
 revenue today            19,600 JPY
 revenue this week        19,600 JPY
 revenue this month       19,600 JPY
 average transaction      9,800 JPY

Metrics
 metric          now  before  change  of
 Success rate  66.7%                  2 of 3 (few)

Money
 metric         now  before  change  of
 Volume  19,600 JPY

Course
 attempts ▁▁▁█▁▁▁▁▁█▁▁▁▁▁▁▁█▁▁▁▁▁▁  up to 1
 volume   ▁▁▁█▁▁▁▁▁▁▁▁▁▁▁▁▁█▁▁▁▁▁▁  up to 9,800 JPY
 2026-11-21 15:00 to 2026-11-22 14:00

Declines
 code          category        count  usual  change
 do_not_honor  issuer generic      1

Not held
 · Age, gender and income of customers: Stripe doesn't hold them.
 · Bookings that never reached a payment: they are in your own system.
""")


def test_an_account_where_nothing_happened_is_told_so():
    assert text(ALL["empty"](), "acct_demo") == snapshot("""\
acct_demo
2026-11-21 15:00 to 2026-11-22 15:00 (America/Detroit), as of 2026-11-22 15:00

NOTHING ATTEMPTED  No payment was attempted in this window.

Not held
 · Age, gender and income of customers: Stripe doesn't hold them.
 · Bookings that never reached a payment: they are in your own system.
""")


@pytest.mark.parametrize("name", ALL)
def test_it_fits_eighty_columns_and_is_plain_when_piped(name: str):
    lines = printed(name).splitlines()
    assert all(len(line) <= 80 and line == line.rstrip() for line in lines)
    assert "\x1b" not in printed(name)


def test_a_strangers_escape_sequence_never_reaches_a_terminal():
    shown = printed("hostile", plain=False)
    assert "\x1b[1m" in shown
    assert "\x1b[31m\u202e" not in shown and "\u202e" not in shown and "\x1b[31mevil" not in shown


def worse(before: float, against: str, **more: object) -> Health:
    return quiet().model_copy(update={"figures": [rate("attempt_success_rate", 830, 900, before, against, **more)]})


@pytest.mark.parametrize(
    ("health", "head", "tone"),
    [
        (marketplace(), "Worse than usual", "critical"),
        (quiet(), "As usual", "good"),
        (worse(0.88, "higher"), "Better than usual", "good"),
        (worse(0.927, "alike"), "As usual", "good"),
        (worse(0.99, "lower", few=True), "Too few to judge", "quiet"),
        (tiny(), "Too few to judge", "quiet"),
        (ALL["empty"](), "Nothing attempted", "quiet"),
        (worse(0.9, None), "Too few to compare", "plain"),
    ],
)
def test_the_verdict_says_how_payments_are_and_no_more_than_can_be_told(health: Health, head: str, tone: str):
    assert (verdict(health).head, verdict(health).tone) == (head, tone)


def test_another_figure_gone_bad_is_not_as_usual():
    figures = [*quiet().figures, rate("dispute_activity", 19, 800, 0.002, "higher")]
    said = verdict(quiet().model_copy(update={"figures": figures}))
    assert (said.head, said.tone) == ("Partly worse than usual", "warning")
    assert said.text.endswith("Also worse: Dispute activity.")


def test_a_sparkline_has_a_column_a_value_and_a_gap_where_there_is_none():
    assert sparkline([0, 1, 50, None, 100], 0, 100) == "▁▂▅ █"
    assert sparkline([0, 0], 0, 0) == "▁▁"


@pytest.mark.parametrize(
    ("rate", "said"), [(None, "-"), (0.0, "0.0%"), (0.0043, "0.43%"), (0.912, "91.2%"), (1.0, "100.0%")]
)
def test_a_rate_is_told_to_a_tenth_and_a_small_one_to_a_hundredth(rate: float | None, said: str):
    assert percent(rate) == said


def test_a_change_is_told_in_points_of_a_rate_and_in_percent_of_all_else():
    assert changed(Earlier(change=-0.0312), "rate") == "-3.1 points"
    assert changed(Earlier(change=0.0004, rate=0.0021), "rate") == "+0.04 points"
    assert changed(Earlier(change=0.0008, rate=0.0332), "rate") == "+0.1 points"
    assert changed(Earlier(change=-0.0004, rate=0.0332), "rate") == "0.0 points"
    assert changed(Earlier(change=0.12), "count") == "+12%"
    assert changed(Earlier(change=13.15), "count") == "14.2 times"
    assert changed(Earlier(), "count") == changed(None, "rate") == ""


def test_why_a_change_cant_be_judged_is_said():
    assert judged(None) == "nothing before to compare with"
    assert judged(Earlier(needed=1_200)) == "too few to tell: it takes 1,200"
    assert judged(Earlier()) == "whether by chance can't be told"


def test_a_rate_of_amounts_is_made_of_amounts():
    figure = Figure(metric="fee_rate", unit="rate", currency="jpy", rate=0.03, numerator=300, denominator=10_000)
    assert counts(figure) == "300 of 10,000 JPY"


def test_the_window_is_told_in_the_accounts_zone():
    assert f"2026-11-21 15:00 to 2026-11-22 15:00 ({DETROIT})" in printed("quiet")


def test_an_average_is_of_an_amount_and_never_of_bare_minor_units():
    cad = Figure(metric="average_value", unit="average", currency="cad", numerator=86_661, denominator=4)
    jpy = Figure(metric="average_value", unit="average", currency="jpy", numerator=59_100, denominator=2)
    assert [counts(cad), counts(jpy)] == ["866.61 CAD of 4", "59,100 JPY of 2"]


@pytest.mark.parametrize(("count", "said"), [(0.25, "0.2"), (1.5, "1.5"), (0.0, "0"), (3.0, "3"), (126.4, "126")])
def test_a_small_mean_of_earlier_windows_is_not_told_as_none(count: float, said: str):
    assert earlier(Figure(metric="disputes", unit="count", count=1, before=Earlier(windows=8, count=count))) == said


@pytest.mark.parametrize(("part", "whole", "said"), [(28, 29, "96.6%"), (25, 31, "80.6%"), (3, 2_000, "0.15%")])
def test_a_rate_beside_its_counts_is_rounded_once(part: int, whole: int, said: str):
    figure = rate("attempt_success_rate", part, whole, None)
    then = Earlier(windows=8, rate=figure.rate, numerator=part, denominator=whole)
    assert [shown(figure), earlier(figure.model_copy(update={"before": then}))] == [said, said]


def test_what_the_detectors_trace_is_told_with_its_size_and_whether_it_goes_on():
    drop = Change(
        detector="rate_drop", severity="critical", where={"brand": "visa"}, metric="attempt_success_rate",
        direction="lower", now=Tally(numerator=1, denominator=2), payments=1_200,
        money=[Money(currency="usd", minor=4_150)], since=quiet().as_of, state="active", part="charges",
    )  # fmt: skip
    stuck = drop.model_copy(
        update={"detector": "stuck", "where": {}, "payments": 1, "money": list[Money](), "state": "recovered"}
    )
    found = text(quiet().model_copy(update={"detected": [drop, stuck]}), "acct_demo")
    assert "! rate drop: brand visa, attempt success rate lower; 1,200 payments, 41.50 USD" in found
    assert "! stuck: all payments; 1 payment; over" in found
    assert "Found" not in text(quiet(), "acct_demo")
