"""The person asked back: the question, its choices by number, and the line that answers."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.chat.lines import Lines
from agent.render.words import plain
from agent.thread.clarification import Asked

_SIGN = "answer> "


class AtTheDesk:
    """Whoever sits there. Enter alone, or the end of the input, is no answer."""

    def __init__(self, console: Console, lines: Lines) -> None:
        self._console, self._lines = console, lines

    async def __call__(self, asked: Asked) -> str:
        if not self._lines.interactive:
            return ""
        self._print(Text())
        self._print(Text.assemble((" ? ", "yellow"), (plain(asked.question), "bold")))
        for number, choice in enumerate(asked.choices, 1):
            self._choice(number, plain(choice))
        how = "A number, or your own words" if asked.choices else "Your own words"
        self._print(Text(f"   {how}; Enter alone if you can't say.", "dim"))
        typed = await self._lines.next(_SIGN)
        self._print(Text())
        return typed or ""

    def _choice(self, number: int, choice: str) -> None:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(f"   {number}", style="bold"), Text(choice))
        self._console.print(grid)

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=not self._console.is_terminal)
