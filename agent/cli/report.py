"""`paysleuth report`: yesterday's report, written once and delivered once, and what became of those before it."""

import json
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from agent.cli.faults import USAGE, told
from agent.cli.options import Form, choosing, showing
from agent.cli.reports import FAIL_ON, Day, code_of, outcome, progress, rehearse, row, stored, table
from agent.compose import Setting, account_meant
from agent.schedule.due import DAY, Days, Schedule, due_at, latest_due, yesterday
from agent.schedule.records import Run

if TYPE_CHECKING:
    from agent.schedule.ending import Ending
    from agent.schedule.ledger import Ledger
    from agent.schedule.run import Done, Means

_MODEL = click.option("--model", metavar="NAME", default="auto", show_default=True, help="As for `paysleuth ask`.")


@click.group()
def report() -> None:
    """Write yesterday's report, deliver it once, and show what became of it.

    What is due at which time, and where it goes, stands in [reports.daily] of paysleuth.toml.
    """


@report.command()
@click.option("--date", "day", type=Day(), help="The day, in the account's time zone. Default: yesterday.")
@click.option("--dry-run", is_flag=True, help="Show what would go where, and send nothing.")
@FAIL_ON
@choosing
@showing
@told
def daily(
    day: date | None,
    dry_run: bool,
    fail_on: str | None,
    account: str | None,
    model: str,
    now: datetime | None,
    form: Form,
) -> int:
    """Write a day's report, deliver it to its channels, and print it.

    A report is written once: a day that has one is shown as it was written, and a channel that has it gets it no second
    time. With --now, which is the simulated account's, it is only printed.
    """
    from agent.schedule.wiring import schedule_of  # noqa: PLC0415 - not needed for help

    setting = Setting.find()
    schedule = schedule_of(setting, account_meant(account, setting))
    run = _new(schedule, day, now or setting.clock.now())
    if now is not None or dry_run:
        return rehearse(run, schedule, setting, model, now, form, fail_on)
    with _ledger(setting) as ledger, _ending() as ending:
        means = _means(setting, ledger, model, ending)
        done = _patiently(means, ending, lambda: _one(ledger.add(schedule, run.days.last), means))
        if done.faults:
            raise done.faults[0]
        if not done.runs:
            click.echo(
                f"paysleuth: another process is at work on {run.id}; `paysleuth report list` shows it.", err=True
            )
            return code_of(done, fail_on, ledger)
        form.show(stored(ledger, done.runs[0]))
        progress(done.runs[0])
        return code_of(done, fail_on, ledger)


@report.command("run")
@click.option("--due", is_flag=True, required=True, help="All that is due and not written or delivered yet.")
@_MODEL
@FAIL_ON
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON and nothing else.")
@told
def run_all(due: bool, model: str, fail_on: str | None, as_json: bool) -> int:
    """Write and deliver what is due: each report, date and channel once, however often this is run.

    Made to be started by a timer, as often as you like. Days that were missed are caught up as [reports.daily] says.
    """
    from agent.schedule.run import run_due  # noqa: PLC0415 - not needed for help
    from agent.schedule.wiring import schedules  # noqa: PLC0415

    setting = Setting.find()
    wanted = schedules(setting)
    with _ledger(setting) as ledger, _ending() as ending:
        means = _means(setting, ledger, model, ending)
        done = _patiently(means, ending, lambda: run_due(wanted, means))
        if as_json:
            click.echo(json.dumps({"runs": [outcome(run) for run in done.runs], "busy": list(done.busy)}, indent=1))
        else:
            _tell(done, wanted, setting.clock.now())
        return code_of(done, fail_on, ledger)


@report.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many to list.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON and nothing else.")
@told
def list_reports(limit: int, as_json: bool) -> None:
    """List the latest reports, and what became of each delivery."""
    with _ledger(Setting.find()) as ledger:
        found = ledger.runs(limit)
    if as_json:
        click.echo(json.dumps([outcome(run) for run in found], ensure_ascii=False, indent=1))
    elif found:
        table([row(run) for run in found])
    else:
        click.echo("No report has been written yet. Try: paysleuth report daily")


@report.command()
@click.argument("name", metavar="ID")
@showing
@told
def show(name: str, form: Form) -> int:
    """Show a stored report as it was written, and what became of its deliveries. ID is what the list shows."""
    with _ledger(Setting.find()) as ledger:
        run = ledger.run(name)
        progress(run)
        if run.state != "written":
            return 1
        form.show(stored(ledger, run))
    return 0


@report.command()
@click.argument("name", metavar="ID")
@click.option("--channel", metavar="NAME", help="To this channel, even if it has it. Default: to those that lack it.")
@told
def redeliver(name: str, channel: str | None) -> int:
    """Deliver a stored report again, to channels that lack it or to the one that is named.

    What is sent is what was written then. To a channel that has it, it goes under an id of its own.
    """
    from agent.schedule.claims import Claims  # noqa: PLC0415 - not needed for help
    from agent.schedule.ledger import Owner  # noqa: PLC0415

    setting = Setting.find()
    with _ledger(setting) as ledger, _ending() as ending:
        run = ledger.run(name)
        wanted = [one for one in run.deliveries if (one.channel == channel if channel else one.state != "sent")]
        if not wanted:
            lacking = f"{name} has no delivery to {channel!r}." if channel else f"Each channel of {name} has it."
            click.echo(f"paysleuth: {lacking} `paysleuth report show {name}` lists them.", err=True)
            return USAGE
        means = _means(setting, ledger, "auto", ending)
        claims = Claims(ledger, Owner.here(means.token))
        for one in wanted:
            claims.redeliver(run, one)
        done = _patiently(means, ending, lambda: _one(ledger.again(run), means))
        progress(ledger.again(run))
        return code_of(done, None, ledger)


def _new(schedule: Schedule, day: date | None, now: datetime) -> Run:
    """The run of a day as it is before anything is stored; the day must have ended."""
    last = yesterday(schedule.zone, now)
    if day is not None and day > last:
        raise click.UsageError(f"{day} has not ended in {schedule.zone.key}. The last day that has is {last}.")
    days = Days(day or last, day or last)
    return Run(schedule.report, schedule.account, days, days.window(schedule.zone), schedule.zone.key, "new", 0, None,
               None, "", "")  # fmt: skip


def _one(run: Run, means: "Means") -> "Done":
    from agent.schedule.run import run_one  # noqa: PLC0415 - not needed for help

    return run_one(run, means)


def _ledger(setting: Setting) -> "Ledger":
    from agent.schedule.ledger import Ledger  # noqa: PLC0415 - not needed for help

    return Ledger(setting.home.reports)


@contextmanager
def _ending() -> Generator["Ending"]:
    from agent.schedule.ending import Ending  # noqa: PLC0415 - not needed for help

    ending = Ending()
    with ending.heeding((signal.SIGTERM, signal.SIGINT)):
        yield ending


def _means(setting: Setting, ledger: "Ledger", model: str, ending: "Ending") -> "Means":
    from agent.schedule.wiring import means  # noqa: PLC0415 - not needed for help

    return means(setting, ledger, model, ending=ending)


def _patiently(means: "Means", ending: "Ending", passing: Callable[[], "Done"]) -> "Done":
    """What the passes did. Raises `Ended` where they were cut short."""
    from agent.schedule.ending import Ended  # noqa: PLC0415 - not needed for help
    from agent.schedule.run import patiently  # noqa: PLC0415

    def pause(seconds: float) -> bool:
        click.echo(f"paysleuth: a delivery is tried again in {seconds:.0f} s.", err=True)
        return ending.wait(seconds)

    done = patiently(passing, means.clock, pause)
    if done.unforeseen:
        raise ExceptionGroup("a pass over what is due", list(done.unforeseen))
    if ending():
        raise Ended
    return done


def _tell(done: "Done", wanted: list[Schedule], now: datetime) -> None:
    for run in done.runs:
        click.echo(f"{run.id}: {run.state}")
        progress(run)
    for name in done.busy:
        click.echo(f"{name}: another process is at work on it")
    if not done.runs and not done.busy:
        nearest = min((due_at(latest_due(one, now) + DAY, one), one.account) for one in wanted)
        click.echo(f"Nothing is due. Next: {nearest[1]} at {nearest[0]:%Y-%m-%d %H:%M} UTC.")
