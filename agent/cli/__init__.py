"""The command line. Each command's module is imported when it is asked for, so that help and mistakes come at once."""

import difflib
import importlib
import io
import sys

import click

COMMANDS = {
    "ask": ("agent.cli.ask", "ask", "Ask a question about payments, and get a report that proves its figures."),
    "health": ("agent.cli.health", "health", "Say how payments are, and what changed; draw the dashboard."),
    "chat": ("agent.cli.chat", "chat", "Ask question after question in one thread."),
    "resume": ("agent.cli.ask", "resume", "Go on with an investigation that was cut off."),
    "runs": ("agent.cli.runs", "runs", "List investigations, show their reports, and export them whole."),
    "report": ("agent.cli.report", "report", "Write yesterday's report, deliver it once, and show what became of it."),
    "serve": ("agent.cli.serve", "serve", "Write and deliver what is due, until it is stopped."),
    "init": ("agent.cli.setup", "init", "Write a commented paysleuth.toml to start from."),
    "audit": ("agent.cli.audit", "audit", "Check the record of every tool call and every request to Stripe."),
    "webhook": ("agent.cli.webhook", "webhook", "Check a webhook that was received: signature, age, body, delivery."),
    "eval": ("agent.cli.eval", "evaluate", "Run the eval suite on simulated accounts, and score every answer."),
    "mcp": ("agent.cli.mcp", "mcp", "Serve the read-only Stripe tools to an editor over stdio."),
}
"""Name: module, attribute, and the one line that help shows without importing the module."""


class Commands(click.Group):
    """A group whose commands are imported only when they are run or their own help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        return getattr(importlib.import_module(module), attribute)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(_meant(args), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, _, help) in COMMANDS.items()])


def _version(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - not needed for help

    try:
        shown = version("paysleuth")
    except PackageNotFoundError:
        shown = "from its sources, not installed"
    click.echo(f"paysleuth {shown}")
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
def paysleuth() -> None:
    """Investigates payments on Stripe, read-only, and proves every figure it states.

    \b
    Try it on the simulated account, with no key of any kind:
      paysleuth ask "why did pi_failed123 fail?"

    \b
    Exit codes: 0 answered, 1 fault, 2 usage, 3 inconclusive or not found, 4 undelivered.
    """


def _meant(words: list[str]) -> str:
    """What someone who named no command most likely wanted to say."""
    near = difflib.get_close_matches(words[0], COMMANDS, n=1)
    if near:
        return f"There is no command {words[0]!r}. Did you mean {near[0]}?"
    question = " ".join(words).replace('"', "'")
    return f'There is no command {words[0]!r}. To ask a question, say: paysleuth ask "{question}"'


def main() -> None:
    """The console script. What a terminal's encoding can't show is replaced, never a reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    paysleuth.main(prog_name="paysleuth")
