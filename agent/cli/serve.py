"""`paysleuth serve --schedule`: the timer for who has none."""

import signal
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from agent.cli.faults import told
from agent.cli.health import Span
from agent.compose import Setting

if TYPE_CHECKING:
    from agent.schedule.run import Done
    from tools.contract.fault import Fault

_SHORTEST = timedelta(seconds=1)


@click.command()
@click.option("--schedule", is_flag=True, required=True, help="The reports of [reports.daily].")
@click.option("--every", type=Span(), default="60s", show_default=True, help="How often to look what is due.")
@click.option("--model", metavar="NAME", default="auto", show_default=True, help="As for `paysleuth ask`.")
@told
def serve(schedule: bool, every: timedelta, model: str) -> None:
    """Write and deliver what is due, until it is stopped.

    It does what `paysleuth report run --due` does, again and again, and remembers nothing in between: any number may
    run, and each may be killed at any moment. Prints a line for each report and each delivery. Asked to end, it lets
    a message go out that is being sent, leaves a report that is being written to the next start, and ends.
    """
    from agent.schedule.ending import Ending  # noqa: PLC0415 - not needed for help
    from agent.schedule.ledger import Ledger  # noqa: PLC0415 - not needed for help
    from agent.schedule.loop import keep_passing  # noqa: PLC0415
    from agent.schedule.run import run_due  # noqa: PLC0415
    from agent.schedule.wiring import means, schedules  # noqa: PLC0415

    if every < _SHORTEST:
        raise click.UsageError("Look at the most every 1s.")
    setting = Setting.find()
    wanted, ending = schedules(setting), Ending()
    with Ledger(setting.home.reports) as ledger, ending.heeding((signal.SIGTERM, signal.SIGINT)):
        given = means(setting, ledger, model, ending=ending)
        click.echo(f"paysleuth: {len(wanted)} reports are seen to, every {every.total_seconds():.0f} s.", err=True)
        keep_passing(lambda: run_due(wanted, given), lambda: ending.wait(every.total_seconds()), _tell, _complain)


def _tell(done: "Done") -> None:
    from agent.cli.reports import progress  # noqa: PLC0415 - not needed for help

    for run in done.runs:
        click.echo(f"{run.id}: {run.state}")
        progress(run)
    if done.unforeseen:
        raise ExceptionGroup("a pass over what is due", list(done.unforeseen))


def _complain(fault: "Fault") -> None:
    click.echo(f"paysleuth: {fault}", err=True)
