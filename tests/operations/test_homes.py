"""Where stores are kept, what is taken from the environment, and a connection put together from it all."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.reader.scripted import KEY, Answer, desk
from tools.audit import verify
from tools.contract.clock import StandingClock
from tools.operations import Misconfigured
from tools.operations.accounts import DemoWorld, load_accounts
from tools.operations.connections import Connections
from tools.operations.environment import Environment, for_children, read_environment, variable
from tools.operations.homes import Home, find_home
from tools.operations.keys import Key
from tools.operations.settings import Settings
from tools.privacy.personal import Personal

CLOCK = StandingClock(datetime(2026, 11, 22, 14, 30, tzinfo=UTC))


def test_a_home_that_was_named_is_used_or_refused(tmp_path: Path) -> None:
    assert find_home(Environment(home=tmp_path / "a" / "b"), tmp_path).folder == tmp_path / "a" / "b"
    assert find_home(Environment(), tmp_path, chosen=tmp_path / "c").folder == tmp_path / "c"
    (tmp_path / "file").write_text("")
    for named in (tmp_path / "file", tmp_path / "file" / "within"):
        with pytest.raises(Misconfigured, match="can't be written"):
            find_home(Environment(home=named), tmp_path)


def test_the_usual_home_is_the_users_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    home = find_home(Environment(), tmp_path)
    assert home.folder == tmp_path / "state" / "paysleuth"
    assert home.folder.stat().st_mode & 0o077 == 0


def test_without_a_writable_home_the_working_folder_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "state"))
    home = find_home(Environment(), tmp_path)
    assert home.folder == tmp_path / ".paysleuth"
    assert (home.folder / ".gitignore").read_text() == "*\n"
    with pytest.raises(Misconfigured, match="no folder"):
        find_home(Environment(), tmp_path / "file")


def test_the_environment_is_read_at_the_moment_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-s3cret")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "")
    monkeypatch.setenv("NO_COLOR", "1")
    found = read_environment()
    assert (found.anthropic_key, found.anthropic_url, found.no_color) == ("sk-ant-s3cret", None, True)
    assert "s3cret" not in repr(found)
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    assert read_environment().anthropic_key is None


def test_processes_that_need_no_secret_get_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "STRIPE_API_KEY", "AWS_SECRET_ACCESS_KEY", "GH_TOKEN"):
        monkeypatch.setenv(name, "s3cret")
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert "s3cret" not in for_children().values()
    assert for_children()["LANG"] == "C.UTF-8"
    assert for_children(keep={"ANTHROPIC_API_KEY"})["ANTHROPIC_API_KEY"] == "s3cret"
    assert list(for_children(keep={"ANTHROPIC_API_KEY"}).values()).count("s3cret") == 1
    assert variable("ABSENT_VARIABLE") is None


LOADED = """
import sys
from tools.operations.connections import preload
before = "stripe" in sys.modules
preload()
print(before, "stripe" in sys.modules)
"""


def test_the_sdk_is_loaded_ahead_of_the_first_read_only_where_asked_for() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False True\n"


async def test_a_connection_keeps_what_it_reads_in_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    async with desk(Answer({"id": "cus_1", "object": "customer", "email": "jane@example.com"})) as at:
        world = DemoWorld(at.stripe.url, Key(KEY))
        named = load_accounts(Settings(), None, CLOCK).find("demo", world)
        connections = Connections(home, CLOCK)
        connection = connections.open(named, connections.thread_reads("t1"))
        shown = (await connection.reader.get("/v1/customers/cus_1")).body["email"]
        await connection.reader.close()
        again = connections.open(named, connections.thread_reads("t1"))
        assert (await again.reader.get("/v1/customers/cus_1")).body["email"] == shown
        await again.reader.close()
    assert len(at.stripe.requests) == 1
    assert connections.masker("demo").resolve(shown) == "jane@example.com"
    audited = verify(home.audit)
    assert (audited.whole, audited.head.number) == (True, 2)


def test_each_account_has_a_mask_of_its_own_and_demos_is_the_same_everywhere(tmp_path: Path) -> None:
    here, there = (Connections(Home(tmp_path / name), CLOCK) for name in ("here", "there"))

    def masked(connections: Connections, account: str) -> str:
        return connections.masker(account).mask_text("jane@example.com", Personal.EMAIL)

    assert masked(here, "demo") == masked(there, "demo")
    assert len({masked(connections, name) for connections in (here, there) for name in ("shop", "other")}) == 4
    assert masked(here, "shop") == masked(here, "shop")
