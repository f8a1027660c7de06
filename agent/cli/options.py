"""The options that every asking command has."""

import functools
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from agent.compose import Choice

if TYPE_CHECKING:
    from rich.console import Console

    from agent.investigator import Person
    from agent.report import Report
    from agent.thread.events import Emit
    from agent.thread.history import Thread

Face = Literal["terminal", "markdown", "json"]

_YEARS = range(2016, 2101)
"""For which the simulated account can be made; cards, currencies and API are those of today."""

F = TypeVar("F", bound=Callable[..., Any])


class Moment(click.ParamType[datetime]):
    """A moment as a person types it: `2026-11-20`, `2026-11-20T09:00`, with or without an offset (else UTC)."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date or time. Write it as 2026-11-20 or 2026-11-20T09:00Z.", param, ctx)
        if moment.year not in _YEARS:
            self.fail(f"{value!r} is out of reach: choose a year from {_YEARS[0]} to {_YEARS[-1]}.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_ACCOUNT = click.option(
    "--account",
    metavar="NAME",
    help="An account of paysleuth.toml, or demo, a simulated marketplace. Default: the only one configured, else demo.",
)
_MODEL = click.option(
    "--model",
    metavar="NAME",
    default="auto",
    show_default=True,
    help="playbook (no LLM), claude, or a Claude model's own name. auto: claude where ANTHROPIC_API_KEY is set.",
)
_NOW = click.option("--now", type=Moment(), help="What the simulated account takes for the present (demo only).")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the report's JSON and nothing else.")
_MARKDOWN = click.option("--markdown", "as_markdown", is_flag=True, help="Print the report as Markdown.")
_HTML = click.option(
    "--html",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the report as one self-contained HTML file, too.",
)
_PLAIN = click.option("--plain", is_flag=True, help="No colour and no terminal control, as when piped.")


_THREAD = click.option(
    "--thread", metavar="ID", help="Go on in this thread, with its account, its clock and what it has read."
)


def continued(thread: str | None, account: str | None, model: str, now: datetime | None) -> Choice:
    """The choice for a new thread, or for a stored one, which keeps its account and its clock."""
    if thread is not None and (account is not None or now is not None):
        raise click.UsageError("A thread keeps its account and its clock: leave --account and --now out.")
    return Choice(account=account, model=model, now=now)


def threaded(command: F) -> F:
    """`--thread`: the stored thread that is gone on with."""
    return _THREAD(command)


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--plain` alone, given to the command as `form`."""

    @functools.wraps(command)
    def with_form(*args: Any, plain: bool, **kwargs: Any) -> Any:
        return command(*args, form=Form("terminal", plain), **kwargs)

    return _PLAIN(with_form)


def choosing(command: F) -> F:
    """`--account`, `--model`, `--now`: what is asked, and who answers."""
    return _ACCOUNT(_MODEL(_NOW(command)))


def showing(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--json`, `--markdown`, `--html`, `--plain`: how the report is shown, given to the command as `form`."""

    @functools.wraps(command)
    def with_form(*args: Any, as_json: bool, as_markdown: bool, html: Path | None, plain: bool, **kwargs: Any) -> Any:
        if as_json and as_markdown:
            raise click.UsageError("Choose one of --json and --markdown.")
        face: Face = "json" if as_json else "markdown" if as_markdown else "terminal"
        return command(*args, form=Form(face, plain, html), **kwargs)

    return _JSON(_MARKDOWN(_HTML(_PLAIN(with_form))))


@dataclass(frozen=True)
class Form:
    """How a report is shown: on which face, whether without colour, and in which HTML file besides."""

    face: Face
    plain: bool
    page: Path | None = None

    def watch(self, thread: "Thread") -> "Emit":
        """Who watches the run: a person where a report for people is asked for, nobody beside JSON."""
        if self.face == "json":
            return lambda event: None
        from agent.cli.watch import Watch  # noqa: PLC0415 - not needed for help

        return Watch(self.console(stderr=True), thread)

    def warn(self, warnings: Iterable[str]) -> None:
        """Say on standard error what is unwise, to whoever asked for more than JSON."""
        for warning in () if self.face == "json" else warnings:
            click.echo(f"paysleuth: {warning}", err=True)

    def show(self, report: "Report") -> None:
        """Print the report on standard output, and write its page where one is wanted."""
        from agent.render import data, markdown, terminal  # noqa: PLC0415 - not needed for help

        match self.face:
            case "json":
                click.echo(data.render(report))
            case "markdown":
                click.echo(markdown.render(report), nl=False)
            case "terminal":
                terminal.render(report, self.console())
        if self.page is not None:
            from agent.render import html  # noqa: PLC0415 - not needed for help

            self.page.write_text(html.render(report), "utf-8")

    def somebody(self) -> bool:
        """Whether a person sits there, who can be shown a question and type an answer."""
        return self.face != "json" and sys.stdin.isatty() and sys.stderr.isatty()

    def person(self) -> "Person":
        """Who answers when a model asks back: whoever sits there, else nobody."""
        if not self.somebody():
            from agent.investigator import nobody  # noqa: PLC0415 - not needed for help

            return nobody
        from agent.chat.lines import Answers, Stream  # noqa: PLC0415 - not needed for help
        from agent.chat.person import AtTheDesk  # noqa: PLC0415

        return AtTheDesk(self.console(stderr=True), Stream(sys.stdin, True) if self.plain else Answers())

    def console(self, stderr: bool = False) -> "Console":
        """Standard output, or standard error, without colour where none is wanted."""
        from rich.console import Console  # noqa: PLC0415 - not needed for help

        if self.plain:
            return Console(stderr=stderr, color_system=None, force_terminal=False, highlight=False)
        return Console(stderr=stderr, highlight=False)
