"""What an editor's configuration must hold to start paysleuth's server: one entry an account, never a key.

Forms: cursor.com/docs/context/mcp, code.claude.com/docs/en/mcp,
code.visualstudio.com/docs/copilot/reference/mcp-configuration.
"""

from collections.abc import Sequence
from typing import Literal, get_args

from pydantic import JsonValue

from tools.contract.account import Account
from tools.contract.record import Record

Editor = Literal["cursor", "claude-code", "vscode"]
EDITORS: tuple[Editor, ...] = get_args(Editor)

FILES: dict[Editor, str] = {
    "cursor": "~/.cursor/mcp.json, or .cursor/mcp.json in a project",
    "claude-code": ".mcp.json in a project",
    "vscode": ".vscode/mcp.json in a project",
}
"""Where each editor looks for it."""


class Start(Record):
    """How a server is started; `folder` is where paysleuth.toml lies: editors start servers in a folder of theirs."""

    command: str
    arguments: list[str] = []
    folder: str | None = None

    def words(self, account: str) -> list[str]:
        """The arguments that serve one account."""
        place = ["--folder", self.folder] if self.folder else []
        return [*self.arguments, "mcp", "--account", account, *place]


def configuration(editor: Editor, accounts: Sequence[Account], start: Start) -> dict[str, JsonValue]:
    """The file's JSON, with an entry for each account, so that test and live are told apart by name.

    The key comes from paysleuth.toml: an entry holds none, and no environment either.
    """
    entries: dict[str, JsonValue] = {
        f"paysleuth-{account.name}": _entry(editor, start.command, start.words(account.name)) for account in accounts
    }
    return {"servers": entries} if editor == "vscode" else {"mcpServers": entries}


def _entry(editor: Editor, command: str, words: list[str]) -> dict[str, JsonValue]:
    run: dict[str, JsonValue] = {"command": command, "args": [*words]}
    return run if editor == "cursor" else {"type": "stdio", **run}
