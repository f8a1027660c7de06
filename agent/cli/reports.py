"""How reports and their deliveries are told of: lines, tables, JSON, exit codes, and what a rehearsal shows."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import JsonValue

from agent.cli.faults import FAULT, INCONCLUSIVE, UNDELIVERED
from agent.cli.options import Form
from agent.render.words import plain
from agent.report import Report
from agent.schedule.records import Delivery, Run
from tools.contract.clock import StandingClock

if TYPE_CHECKING:
    from agent.compose import Setting
    from agent.schedule.due import Schedule
    from agent.schedule.ledger import Ledger
    from agent.schedule.run import Done

FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(["warning", "critical"]),
    help="Exit with 3 if the report holds a finding as severe as this, or more.",
)
_GRAVE = {"warning": ("warning", "critical"), "critical": ("critical",)}
_TITLES = ["Report", "Days", "Written (UTC)", "State", "Deliveries"]


class Day(click.ParamType[date]):
    """A date as a person types it: `2026-11-24`."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            self.fail(f"{value!r} is no date. Write it as 2026-11-24.", param, ctx)


def code_of(done: "Done", fail_on: str | None, ledger: "Ledger") -> int:
    """1 where a report couldn't be written, 4 where a delivery isn't known to have arrived, 3 where `fail_on` says."""
    if any(run.state in ("failed", "new") for run in done.runs):
        return FAULT
    if any(not one.settled for run in done.runs for one in run.deliveries):
        return UNDELIVERED
    written = [run for run in done.runs if run.state == "written"]
    if fail_on and any(_grave(stored(ledger, run), fail_on) for run in written):
        return INCONCLUSIVE
    return 0


def stored(ledger: "Ledger", run: Run) -> Report:
    """The report as it was stored."""
    return Report.model_validate_json(ledger.body(run) or b"")


def _grave(report: Report, fail_on: str) -> bool:
    return any(finding.severity in _GRAVE[fail_on] for finding in report.findings)


def progress(run: Run) -> None:
    """What became of a run and its deliveries, on standard error."""
    if run.note:
        click.echo(f"paysleuth: {run.id}: {run.note}", err=True)
    for one in run.deliveries:
        click.echo(f"paysleuth: {run.id} to {one.channel}: {_state(one)}", err=True)


def _state(one: Delivery) -> str:
    at = f" at {one.sent:%Y-%m-%d %H:%M} UTC" if one.sent and one.state == "sent" else ""
    again = f"; next try {one.next_try:%H:%M} UTC" if one.next_try and one.attempts and not one.settled else ""
    return f"{one.state}{at}" + (f" ({one.note})" if one.note else "") + again


def row(run: Run) -> list[str]:
    """A line of the list."""
    days = str(run.days.last) if run.days.first == run.days.last else f"{run.days.first} to {run.days.last}"
    written = f"{run.written:%Y-%m-%d %H:%M}" if run.written else "-"
    went = ", ".join(f"{one.channel} {one.state}" for one in run.deliveries) or "-"
    return [run.id, days, written, run.state, went]


def table(rows: list[list[str]]) -> None:
    """Prints the list."""
    widths = [max(len(one[column]) for one in [_TITLES, *rows]) for column in range(len(_TITLES))]
    for one in [_TITLES, *rows]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(one, widths, strict=True)).rstrip())


def outcome(run: Run) -> dict[str, JsonValue]:
    """A run and its deliveries as JSON."""
    told: dict[str, JsonValue] = {
        "id": run.id,
        "report": run.report,
        "account": run.account,
        "first": str(run.days.first),
        "last": str(run.days.last),
        "window": run.window.to_json(),
        "time_zone": run.zone,
        "state": run.state,
        "written": _iso(run.written),
        "sha256": run.sha256 or None,
        "note": run.note or None,
    }
    return {**told, "deliveries": [_delivery(one) for one in run.deliveries]}


def _delivery(one: Delivery) -> dict[str, JsonValue]:
    return {
        "channel": one.channel,
        "delivery_id": one.delivery_id,
        "state": one.state,
        "attempts": one.attempts,
        "tried": _iso(one.tried),
        "next_try": _iso(one.next_try) if not one.settled else None,
        "sent": _iso(one.sent),
        "ext_id": one.ext_id or None,
        "sha256": one.sha256 or None,
        "note": one.note or None,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def rehearse(
    run: Run,
    schedule: "Schedule",
    setting: "Setting",
    model: str,
    now: datetime | None,
    form: Form,
    fail_on: str | None,
) -> int:
    """Prints the report, and what of it would go where; stores no run and no investigation, and sends nothing."""
    run, body = _written(run, setting, model, now)
    report = Report.model_validate_json(body)
    form.show(report)
    for name in schedule.channels:
        _preview(run, body, setting, name)
    if not schedule.channels:
        click.echo(
            f"paysleuth: {run.id} would go nowhere: [reports.daily] names no channel for {run.account}", err=True
        )
    return INCONCLUSIVE if fail_on and _grave(report, fail_on) else 0


def _written(run: Run, setting: "Setting", model: str, now: datetime | None) -> tuple[Run, bytes]:
    """The run and its report as they are stored; where none is, or at another moment, as it would be written."""
    from agent.schedule.ledger import Ledger  # noqa: PLC0415 - not needed for help
    from agent.schedule.records import UnknownReport  # noqa: PLC0415
    from agent.schedule.wiring import Writer  # noqa: PLC0415
    from tools.operations.homes import PassingHome  # noqa: PLC0415

    if now is None and setting.home.reports.exists():
        with Ledger(setting.home.reports) as ledger, suppress(UnknownReport):
            run = ledger.run(run.id)
            if (body := ledger.body(run)) is not None:
                return run, body
    clock = setting.clock if now is None else StandingClock(now)
    with tempfile.TemporaryDirectory() as apart:
        home = PassingHome(setting.home.folder, Path(apart))
        return run, Writer(replace(setting, clock=clock, home=home), model)(run)


def _preview(run: Run, body: bytes, setting: "Setting", name: str) -> None:
    """Prints what would go to a channel of this name, or that all of it has arrived there."""
    from agent.schedule.records import delivery_id  # noqa: PLC0415 - not needed for help
    from agent.schedule.wiring import compose, open_channel  # noqa: PLC0415

    one = next((one for one in run.deliveries if one.channel == name), None)
    if one is not None and one.state == "sent":
        click.echo(f"paysleuth: {run.id} to {name}: {_state(one)}; nothing would go there", err=True)
        return
    message = compose(body, one.delivery_id if one else delivery_id(*run.key, name, 0))
    channel = open_channel(setting, name)
    click.echo(f"\npaysleuth: {run.id} to {name}: {channel.describe()}", err=True)
    for line in channel.preview(message).split("\n"):
        click.echo(plain(line), err=True)
