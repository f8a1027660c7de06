"""Each change is told once for a local date, by whichever watch sees it first, and once that it is over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.render.outline import outline
from agent.report import Report
from agent.schedule import alerts
from agent.schedule.alerts import Alerts, Sighting
from agent.schedule.ledger import Ledger
from agent.schedule.run import Means
from benchmarks.schedule_stage import Moods, Receiver, Wall, well, write
from tools.contract.account import Account

START = datetime(2026, 11, 18, 15, tzinfo=UTC)
ACCOUNT = Account(name="main", mode="test", time_zone="America/Detroit")
DROP = Sighting("rate_drop brand=amex", "rate drop: brand amex 61.0%, was 93.0%", "critical")
STUCK = Sighting("stuck", "stuck: 12 payments", "warning")


def look(
    folder: Path, *seen: Sighting, at: timedelta = timedelta(), moods: Moods = well, scope: str = "24h"
) -> list[str]:
    """One look of a watch that was started just for it; the titles of what has arrived in all."""
    receiver = Receiver("ops", folder, moods)
    with Ledger(folder / "reports.sqlite") as ledger:
        means = Means(ledger, Wall(START + at), write, alerts.compose, lambda name: receiver)
        Alerts(ACCOUNT, scope, ("ops",), means).tell(seen, START + at)
        runs = {one.delivery_id: run for run in ledger.runs(100) for one in run.deliveries}
        return [f"{runs[id].report.split('_')[0]} {runs[id].days.last:%d}" for id in receiver.arrived().elements()]


def test_a_change_is_told_once_a_date_whoever_looks_and_again_on_the_next(tmp_path: Path) -> None:
    assert look(tmp_path, DROP) == ["alert 18"]
    assert look(tmp_path, DROP, at=timedelta(minutes=1)) == ["alert 18"]
    assert look(tmp_path, DROP, STUCK, at=timedelta(minutes=2)) == ["alert 18"] * 2
    assert look(tmp_path, DROP, STUCK, at=timedelta(hours=13, minutes=59)) == ["alert 18"] * 2, "23:59 in Detroit"
    assert look(tmp_path, DROP, STUCK, at=timedelta(hours=14)) == ["alert 18"] * 2 + ["alert 19"] * 2


def test_what_is_over_is_told_once_even_where_it_comes_and_goes(tmp_path: Path) -> None:
    look(tmp_path, DROP)
    looks = [look(tmp_path, *seen, at=timedelta(minutes=at)) for at, seen in enumerate([(), (DROP,), (), ()])]
    assert looks[-1] == ["alert 18", "recovered 18"]


def test_a_watch_of_another_window_says_nothing_of_this_ones_changes(tmp_path: Path) -> None:
    look(tmp_path, DROP)
    assert look(tmp_path, scope="7d") == ["alert 18"]


def test_a_receiver_that_was_busy_gets_it_at_a_later_look_also_where_the_change_is_gone_by_then(tmp_path: Path) -> None:
    assert look(tmp_path, DROP, moods=lambda delivery_id, attempt: "busy") == []
    assert sorted(look(tmp_path, at=timedelta(minutes=5))) == ["alert 18", "recovered 18"]


def test_the_title_is_the_change(tmp_path: Path) -> None:
    with Ledger(tmp_path / "reports.sqlite") as ledger:
        receiver = Receiver("ops", tmp_path)
        one = Alerts(ACCOUNT, "24h", ("ops",), Means(ledger, Wall(START), write, alerts.compose, lambda name: receiver))
        (run,) = one.tell([DROP], START)
        message = alerts.compose(ledger.body(run) or b"", "dlv_1")
    assert message.title == "main · rate drop: brand amex 61.0%, was 93.0%"
    assert DROP.text in message.text and DROP.text in str(message.blocks)


def test_an_alert_is_headed_by_what_changed_and_asks_nothing_of_anybody(tmp_path: Path) -> None:
    look(tmp_path, DROP)
    with Ledger(tmp_path / "reports.sqlite") as ledger:
        (run,) = ledger.runs(10)
        shown = outline(Report.model_validate_json(ledger.body(run) or b""))
    assert (shown.verdict, shown.cause, shown.tone) == ("Changed", DROP.text, "critical")
    assert shown.party == "" and not [one.title for one in shown.sections if one.title != "Cost"]
