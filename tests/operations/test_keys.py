"""Keys: read fresh, held to the account's mode, and never shown."""

import copy
import json
import pickle
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.reader.scripted import FakeTime
from tools.contract.account import Mode
from tools.operations import Misconfigured
from tools.operations.accounts import DemoWorld, load_accounts
from tools.operations.keys import ConfiguredKey, Key, parse_key, redact
from tools.operations.sections import KeySettings
from tools.operations.settings import parse_settings

SECRET = "rk_test_s3cretAbcd"


def source(folder: Path, mode: Mode = "test", **place: Any) -> ConfiguredKey:
    return ConfiguredKey("main", mode, KeySettings(**place), folder, FakeTime())


def refused(keys: ConfiguredKey) -> str:
    with pytest.raises(Misconfigured) as problem:
        keys.key()
    assert problem.value.next
    return str(problem.value)


def test_a_key_shows_itself_nowhere() -> None:
    key = Key(SECRET)
    shown = [repr(key), str(key), f"{key}", f"{[key]!r}", json.dumps({"key": key}, default=str)]
    assert not [text for text in shown if "s3cret" in text]
    assert (key.reveal(), key.ending, key.mode, key.restricted) == (SECRET, "Abcd", "test", True)
    for copying in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="never pickled"):
            copying(key)


@pytest.mark.parametrize(
    ("secret", "mode", "told"),
    [
        ("sk_live_s3cret", "live", "takes only restricted live keys"),
        ("rk_live_s3cret", "test", "said to be in test mode, but its key is of live mode"),
        ("rk_test_s3cret", "live", "said to be in live mode, but its key is of test mode"),
        ("pk_test_s3cret", "test", "is not a Stripe key"),
        ("sk_org_live_s3cret", "live", "is not a Stripe key"),
        ("rk_test_s3c ret", "test", "is not a Stripe key"),
        ("${STRIPE_s3cret}", "test", "is empty or a placeholder"),
        ("<s3cret>", "test", "is empty or a placeholder"),
        ("", "test", "is empty or a placeholder"),
    ],
)
def test_a_key_that_may_not_be_used_is_refused_unseen(secret: str, mode: Mode, told: str) -> None:
    with pytest.raises(Misconfigured, match=told) as problem:
        parse_key(secret, "main", mode)
    everything = "".join(traceback.format_exception(problem.value)) + problem.value.next
    assert "s3cret" not in everything


def test_a_key_file_is_read_each_time(tmp_path: Path) -> None:
    file = tmp_path / "stripe.key"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    keys = source(tmp_path, file="stripe.key")
    assert (keys.key().reveal(), keys.warnings()) == (SECRET, [])
    file.write_text("rk_test_rolledOver\n")
    assert keys.key().reveal() == "rk_test_rolledOver"


def test_unwise_keys_and_places_are_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "stripe.key"
    file.write_text("sk_test_mayWrite")
    file.chmod(0o644)
    full, open_file = source(tmp_path, file="stripe.key").warnings()
    assert ("sk_test_" in full, "chmod 600" in open_file) == (True, True)
    monkeypatch.setenv("MY_KEY", SECRET)
    assert "environment" in source(tmp_path, env="MY_KEY").warnings()[0]


def test_a_key_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = source(tmp_path, env="MY_KEY")
    assert "MY_KEY is unset or empty" in refused(keys)
    monkeypatch.setenv("MY_KEY", "${STRIPE_API_KEY}")
    assert "placeholder" in refused(keys)
    monkeypatch.setenv("MY_KEY", SECRET)
    assert keys.key().reveal() == SECRET


def counting(tmp_path: Path) -> list[str]:
    """A command that prints another key each time it is run, and no shell that would expand its arguments."""
    program = (
        "import pathlib, sys; n = pathlib.Path(sys.argv[1]); k = int(n.read_text() or 0) + 1;"
        " n.write_text(str(k)); print('rk_test_' + sys.argv[2].strip('$;') + str(k).zfill(4))"
    )
    (tmp_path / "count").write_text("")
    return [sys.executable, "-c", program, str(tmp_path / "count"), ";run;"]


def test_a_command_is_run_by_no_shell_and_again_only_when_needed(tmp_path: Path) -> None:
    keys = source(tmp_path, command=counting(tmp_path))
    clock = keys.clock
    assert isinstance(clock, FakeTime)
    assert [keys.key().reveal() for _ in range(2)] == ["rk_test_run0001"] * 2
    clock.seconds += 301
    assert keys.key().reveal() == "rk_test_run0002"
    assert keys.key(renewed=True).reveal() == "rk_test_run0003"
    assert "s3cret" not in repr(keys) and "run000" not in repr(keys)


@pytest.mark.parametrize(
    ("program", "told"),
    [("import sys; print('rk_test_s3cret'); sys.exit(3)", "ended with 3"), ("print('rk_live_s3cret')", "live mode")],
)
def test_a_command_that_fails_is_told_without_what_it_printed(tmp_path: Path, program: str, told: str) -> None:
    message = refused(source(tmp_path, command=[sys.executable, "-c", program]))
    assert told in message
    assert "s3cret" not in message


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "can't be run" in refused(source(tmp_path, command=["/nonexistent/op", "read"]))


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    assert f"the file {tmp_path / 'absent.key'} can't be read" in refused(source(tmp_path, file="absent.key"))


def test_a_key_from_the_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = source(tmp_path, keyring="main")
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "keyring package isn't installed" in refused(keys)
    ring: Any = ModuleType("keyring")
    ring.get_password = lambda service, name: {("paysleuth", "main"): SECRET}.get((service, name))  # type: ignore[reportUnknownLambdaType]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert keys.key().reveal() == SECRET
    assert "no such entry" in refused(source(tmp_path, keyring="other"))

    def locked(service: str, name: str) -> str:
        raise RuntimeError("s3cret collection is locked")

    ring.get_password = locked
    message = refused(source(tmp_path, keyring="main"))
    assert "the keyring gave RuntimeError" in message
    assert "s3cret" not in message


def test_what_has_a_keys_shape_is_taken_out_of_others_messages() -> None:
    text = "key rk_live_abc123 and whsec_def456, sk-ant-api03-xyz, xoxb-1-2 failed for acct_1"
    assert redact(text) == "key [secret] and [secret], [secret], [secret] failed for acct_1"


def test_accounts_are_found_by_name_and_demo_is_always_there(tmp_path: Path) -> None:
    text = '[accounts.shop]\nmode = "test"\nconnected = ["acct_1"]\n[accounts.shop.key]\nfile = "stripe.key"\n'
    (tmp_path / "stripe.key").write_text(SECRET)
    accounts = load_accounts(parse_settings(text, "x"), tmp_path / "paysleuth.toml", FakeTime())
    assert accounts.names == ["demo", "shop"]
    shop = accounts.find("shop")
    assert (shop.account.connected, shop.account.base_url) == (["acct_1"], "https://api.stripe.com")
    assert shop.keys.key().reveal() == SECRET
    demo = accounts.find("demo", DemoWorld("http://127.0.0.1:8123", Key(SECRET)))
    assert (demo.account.base_url, demo.account.mode, demo.keys.key().reveal()) == (
        "http://127.0.0.1:8123",
        "test",
        SECRET,
    )


@pytest.mark.parametrize(("name", "hint"), [("shpo", "did you mean shop?"), ("other", "known: demo, shop")])
def test_an_account_that_does_not_exist_is_told_with_those_that_do(name: str, hint: str) -> None:
    text = '[accounts.shop]\nmode = "test"\n[accounts.shop.key]\nfile = "stripe.key"\n'
    with pytest.raises(Misconfigured, match="no account") as problem:
        load_accounts(parse_settings(text, "x"), None, FakeTime()).find(name)
    assert problem.value.next == hint
