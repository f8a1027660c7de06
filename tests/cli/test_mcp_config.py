"""What `paysleuth mcp config` prints for each editor, and that what it prints starts a server."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.cli import paysleuth
from agent.editors import EDITORS

SETTINGS = """
[accounts.sandbox]
mode = "test"
[accounts.sandbox.key]
file = "sandbox.key"
[accounts.production]
mode = "live"
[accounts.production.key]
env = "STRIPE_LIVE_READONLY_KEY"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "paysleuth.toml").write_text(SETTINGS)
    (tmp_path / "sandbox.key").write_text("rk_test_" + "x" * 24)
    return tmp_path


def printed(*words: str) -> str:
    result = CliRunner().invoke(paysleuth, ["mcp", "config", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("editor", EDITORS)
def test_test_and_live_accounts_have_entries_of_their_own(editor: str, folder: Path):
    shown = json.loads(printed(editor, "--folder", str(folder)))
    (entries,) = shown.values()
    assert list(shown) == (["servers"] if editor == "vscode" else ["mcpServers"])
    assert list(entries) == ["paysleuth-sandbox", "paysleuth-production"]
    for name, entry in entries.items():
        account = name.removeprefix("paysleuth-")
        assert entry["args"] == ["mcp", "--account", account, "--folder", str(folder)]
        assert entry.get("type", "stdio") == "stdio"


@pytest.mark.parametrize("editor", EDITORS)
def test_no_key_and_no_environment_stands_in_an_editors_configuration(editor: str, folder: Path):
    text = printed(editor, "--folder", str(folder))
    assert "rk_" not in text and "STRIPE" not in text and '"env"' not in text


def test_where_no_account_is_configured_the_demo_account_is_served(tmp_path: Path):
    shown = json.loads(printed("cursor", "--folder", str(tmp_path)))
    assert list(shown["mcpServers"]) == ["paysleuth-demo"]


def test_an_editor_nobody_knows_is_refused_with_those_that_are():
    result = CliRunner().invoke(paysleuth, ["mcp", "config", "emacs"])
    assert result.exit_code == 2
    assert all(editor in result.output for editor in EDITORS)
