"""`paysleuth health`: how payments are over a window, beside the same weekdays before."""

import asyncio
import json
import re
import sys
from asyncio import sleep
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.cli.faults import INCONCLUSIVE, told
from agent.cli.options import Form, Moment
from agent.cli.reports import progress
from agent.compose import Choice, Setting, open_account
from tools.contract.clock import Window

if TYPE_CHECKING:
    from agent.schedule.alerts import Tell
    from tools.contract.figures import Compared
    from tools.operations.connections import Connection
    from tools.operations.health import Look

_SPAN = re.compile(r"([1-9][0-9]{0,4})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SHORTEST = timedelta(seconds=10)


class Span(click.ParamType[timedelta]):
    """A span of time as a person types it: `60s`, `24h`, `7d`."""

    name = "span"

    def convert(self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        match = _SPAN.fullmatch(value.strip().lower())
        if match is None:
            self.fail(f"{value!r} is no span of time. Write it as 60s, 24h or 7d.", param, ctx)
        return timedelta(**{_UNITS[match[2]]: int(match[1])})


@click.command()
@click.option("--account", metavar="NAME", help="An account of paysleuth.toml, or demo. Default: as for ask.")
@click.option("--now", type=Moment(), help="What the simulated account takes for the present (demo only).")
@click.option("--from", "since", type=Moment(), help="The window's beginning. Default: --window before its end.")
@click.option("--to", "until", type=Moment(), help="The window's end, itself left out. Default: now.")
@click.option("--window", type=Span(), help="How long the window is: 24h, 7d. Default: 24h.")
@click.option(
    "--against",
    type=click.Choice(["same_weekdays", "window_before"]),
    default="same_weekdays",
    show_default=True,
    help="What it is compared with: the same weekdays of up to twelve weeks before, or the window just before.",
)
@click.option("--watch", type=Span(), help="Look again this often, and print a line for each new change.")
@click.option(
    "--alert",
    "alerts",
    metavar="NAME",
    multiple=True,
    help="Send each new change of a watch to [delivery.NAME] too, once a day. May be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the health as JSON and nothing else.")
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the dashboard as one self-contained HTML file, too.",
)
@click.option(
    "--charts",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each chart as PNG and SVG into this folder, too.",
)
@click.option("--plain", is_flag=True, help="No colour and no terminal control, as when piped.")
@told
def health(  # noqa: PLR0913, PLR0917 - a command has as many options as it has
    account: str | None,
    now: datetime | None,
    since: datetime | None,
    until: datetime | None,
    window: timedelta | None,
    against: "Compared",
    watch: timedelta | None,
    alerts: tuple[str, ...],
    as_json: bool,
    html: Path | None,
    charts: Path | None,
    plain: bool,
) -> int:
    """Say how payments are: success, declines, recovery, money, payouts, and what changed.

    The window is the last 24 hours, unless another is given. Every figure carries what it is made of; nothing is
    estimated, and what too few payments carry is said to be so.
    """
    if since is not None and window is not None:
        raise click.UsageError("Choose one of --from and --window.")
    show = _Shown(Form("json" if as_json else "terminal", plain, html), charts)
    choice = Choice(account=account, now=now)
    if watch is None:
        if alerts:
            raise click.UsageError("Alerts are a watch's: give --watch, too.")
        return asyncio.run(_once(choice, _Window(since, until, window), against, show))
    if since is not None or until is not None:
        raise click.UsageError("A window that is watched moves with the clock: leave --from and --to out.")
    if watch < _SHORTEST:
        raise click.UsageError("Look at the most every 10s: each look reads the account again.")
    try:
        return _alerting(choice, window or timedelta(days=1), against, show, watch, tuple(dict.fromkeys(alerts)))
    except KeyboardInterrupt:
        return 0  # how each watch ends


class _Window:
    """The window as it was typed; dates without an offset are UTC."""

    def __init__(self, since: datetime | None, until: datetime | None, span: timedelta | None) -> None:
        self._since, self._until, self._span = since, until, span

    def at(self, now: datetime) -> Window:
        until = min(self._until, now) if self._until else now
        return Window(since=self._since or until - (self._span or timedelta(days=1)), until=until)


class _Shown:
    """Where a look goes: to standard output, and to the files that were asked for."""

    def __init__(self, form: Form, charts: Path | None) -> None:
        self.form, self._charts = form, charts

    def whole(self, look: "Look", connection: "Connection") -> None:
        account = connection.account
        if self.form.face == "json":
            told = {**look.health.to_json(), "coverage": look.coverage.to_json(), "requests": look.requests}
            click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            from agent.render import health as face  # noqa: PLC0415 - not needed for help

            face.render(look.health, self.form.console(), account.name, account.mode, [look.coverage])
        self._pages(look, account.name, account.mode)

    def _pages(self, look: "Look", account: str, mode: str) -> None:
        if self.form.page is not None:
            from agent.render.dashboard import page  # noqa: PLC0415 - draws, which takes a second

            self.form.page.write_text(page(look.health, account, mode, [look.coverage]), "utf-8")
        if self._charts is not None:
            from agent.render.dashboard import charts, png, svg  # noqa: PLC0415

            self._charts.mkdir(parents=True, exist_ok=True)
            for name, spec in charts(look.health).items():
                (self._charts / f"{name}.png").write_bytes(png(spec))
                (self._charts / f"{name}.svg").write_text(svg(spec), "utf-8")


async def _once(choice: Choice, window: _Window, against: "Compared", show: _Shown) -> int:
    async with open_account(choice) as connection:
        from tools.operations.health import look  # noqa: PLC0415 - not needed for help

        seen = await look(connection, window.at(connection.clock.now()), against)
        show.whole(seen, connection)
    return 0 if seen.measured else INCONCLUSIVE


def _alerting(
    choice: Choice, span: timedelta, against: "Compared", show: _Shown, every: timedelta, channels: tuple[str, ...]
) -> int:
    """The watch, and the ledger that its alerts are kept in where it has any."""
    setting = Setting.find()
    if not channels:
        return asyncio.run(_watch(choice, span, against, show, every, setting, None))
    from agent.schedule.alerts import watching  # noqa: PLC0415 - not needed without alerts
    from agent.schedule.ledger import Ledger  # noqa: PLC0415

    with Ledger(setting.home.reports) as ledger:
        tell = watching(setting, ledger, channels, f"{span.total_seconds():.0f} {against}")
        return asyncio.run(_watch(choice, span, against, show, every, setting, tell))


async def _watch(
    choice: Choice,
    span: timedelta,
    against: "Compared",
    show: _Shown,
    every: timedelta,
    setting: Setting,
    tell: "Tell | None",
) -> int:
    """Look until somebody stops it. Looks after the first print a line for each new change, and nothing otherwise."""
    from agent.render.health import seen_lines  # noqa: PLC0415 - not needed for help

    async def pause() -> bool:
        await sleep(every.total_seconds())
        return True

    async with open_account(choice, setting) as connection:
        from tools.operations.health import watch  # noqa: PLC0415

        first = True
        async for seen, new in watch(connection, span, against, pause):
            if first:
                show.whole(seen, connection)
            else:
                for line in seen_lines(seen.health, new.figures, new.detected):
                    click.echo(line)
            for run in tell(connection.account, seen.health) if tell else ():
                progress(run)
            sys.stdout.flush()
            first = False
    return 0
