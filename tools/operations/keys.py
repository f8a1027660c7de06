"""Keys: where an account's Stripe key comes from, and what a key must be.

A key is read again whenever it is needed, so that it can be changed without a restart; a command and a keyring, which
may ask a person, are asked again after five minutes or once Stripe refuses the key.
"""

import re
import stat
import subprocess
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from tools.contract.account import Mode
from tools.contract.clock import Clock
from tools.operations import Misconfigured
from tools.operations.environment import variable
from tools.operations.settings import PLACEHOLDER, KeySettings

SERVICE = "paysleuth"
_KEY = re.compile(r"(rk|sk)_(test|live)_[A-Za-z0-9_]{4,250}")
_SECRET = re.compile(r"\b(?:(?:sk|rk)_(?:test|live)_|whsec_|sk-ant-|xox[abp]-)[A-Za-z0-9_-]+")
_HELD_SECONDS = 300
_COMMAND_SECONDS = 60
_LONGEST_KEY = 4096


class Key:
    """A Stripe key that no message, log, trace or pickle shows."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> str:
        """The key itself: for the wire only."""
        return self._secret

    @property
    def mode(self) -> Mode:
        return "live" if "_live_" in self._secret[:8] else "test"

    @property
    def restricted(self) -> bool:
        return self._secret.startswith("rk_")

    @property
    def ending(self) -> str:
        """The last four characters, which Stripe's Dashboard shows too."""
        return self._secret[-4:]

    def __repr__(self) -> str:
        return "<Stripe key>"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is never pickled")


def parse_key(text: str, account: str, mode: Mode) -> Key:
    """The key in `text`, if paysleuth may use it for this account; raises `Misconfigured`, which never shows it."""
    secret = text.strip()
    if PLACEHOLDER.search(secret):
        raise Misconfigured(
            f"the key of account {account!r} is empty or a placeholder", "put the key itself where paysleuth reads it"
        )
    if not _KEY.fullmatch(secret):
        raise Misconfigured(
            f"the key of account {account!r} is not a Stripe key", "give one that begins with rk_test_ or rk_live_"
        )
    key = Key(secret)
    if key.mode == "live" and not key.restricted:
        raise Misconfigured(
            f"the key of account {account!r} may do anything (sk_live_), and paysleuth takes only restricted live keys",
            "make a restricted key with read permissions in the Dashboard, under Developers > API keys",
        )
    if key.mode != mode:
        raise Misconfigured(
            f"account {account!r} is said to be in {mode} mode, but its key is of {key.mode} mode",
            f'give a {mode} key, or set mode = "{key.mode}"',
        )
    return key


def redact(text: str) -> str:
    """`text` without anything that has a key's shape: for messages that others wrote."""
    return _SECRET.sub("[secret]", text)


@dataclass(frozen=True)
class FixedKey:
    """A key that is in hand already: a simulated account's."""

    held: Key

    def key(self, renewed: bool = False) -> Key:
        return self.held

    def warnings(self) -> list[str]:
        return []


@dataclass
class ConfiguredKey:
    """The key of a configured account; `folder` is the settings file's, which a relative path starts from."""

    account: str
    mode: Mode
    settings: KeySettings
    folder: Path
    clock: Clock
    _held: tuple[float, Key] | None = field(default=None, repr=False)
    _asking: Lock = field(default_factory=Lock, repr=False)

    def key(self, renewed: bool = False) -> Key:
        """The key at this moment; raises `Misconfigured`."""
        if self.settings.command is None and self.settings.keyring is None:
            return parse_key(self._read(), self.account, self.mode)
        with self._asking:
            now = self.clock.monotonic()
            if renewed or self._held is None or now - self._held[0] >= _HELD_SECONDS:
                self._held = (now, parse_key(self._read(), self.account, self.mode))
            return self._held[1]

    def warnings(self) -> list[str]:
        """What is unwise about the key and its place, in sentences; raises `Misconfigured` where there is no key."""
        found: list[str] = []
        if not self.key().restricted:
            found.append(
                f"The key of account {self.account!r} may write too (sk_test_): a restricted one (rk_) is safer."
            )
        if self.settings.env is not None:
            found.append(
                f"The key of account {self.account!r} is in the environment, where other programs can read it."
            )
        if self.settings.file is not None and self._path(self.settings.file).stat().st_mode & (
            stat.S_IRWXG | stat.S_IRWXO
        ):
            found.append(f"The key file of account {self.account!r} can be read by others: chmod 600 it.")
        return found

    def _read(self) -> str:
        match self.settings:
            case KeySettings(file=str(name)):
                return self._from_file(self._path(name))
            case KeySettings(keyring=str(name)):
                return self._from_keyring(name)
            case KeySettings(command=list(command)):
                return self._from_command(command)
            case KeySettings(env=str(name)):
                return variable(name) or self._refuse(f"the variable {name} is unset or empty", "set it to the key")
            case _:
                return self._refuse("no place is named", "name one of file, keyring, command, env")

    def _path(self, name: str) -> Path:
        return self.folder / Path(name).expanduser()

    def _from_file(self, path: Path) -> str:
        try:
            with path.open(encoding="ascii") as file:
                return file.read(_LONGEST_KEY)
        except (OSError, UnicodeDecodeError):
            return self._refuse(f"the file {path} can't be read", "put the key there, on one line, with chmod 600")

    def _from_keyring(self, name: str) -> str:
        try:
            keyring: Any = import_module("keyring")
        except ImportError:
            return self._refuse("the keyring package isn't installed", "pip install 'paysleuth[keyring]'")
        try:
            secret: object = keyring.get_password(SERVICE, name)
        except Exception as error:  # noqa: BLE001 - each system's keyring has errors of its own
            return self._refuse(f"the keyring gave {type(error).__name__}", "name another place for the key")
        return (
            secret
            if isinstance(secret, str)
            else self._refuse("the keyring holds no such entry", f"keyring set {SERVICE} {name}")
        )

    def _from_command(self, command: list[str]) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the user's own command, as a list, by no shell
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_COMMAND_SECONDS, check=False
            )
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
            return self._refuse(f"the command {command[0]!r} can't be run to its end", "try it in a terminal")
        if done.returncode != 0:
            return self._refuse(f"the command {command[0]!r} ended with {done.returncode}", "try it in a terminal")
        return done.stdout[:_LONGEST_KEY]

    def _refuse(self, why: str, next_step: str) -> NoReturn:
        raise Misconfigured(f"there is no key for account {self.account!r}: {why}", next_step)
