"""The options that every asking command has."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

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
_PLAIN = click.option("--plain", is_flag=True, help="No colour and no terminal control, as when piped.")


def choosing(command: F) -> F:
    """`--account`, `--model`, `--now`: what is asked, and who answers."""
    return _ACCOUNT(_MODEL(_NOW(command)))


def showing(command: F) -> F:
    """`--json`, `--markdown`, `--plain`: how the report is shown."""
    return _JSON(_MARKDOWN(_PLAIN(command)))
