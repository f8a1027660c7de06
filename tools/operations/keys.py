"""Keys: where an account's Stripe key comes from, and what a key must be.

A key is read again whenever it is needed, so that it can be changed without a restart; a command and a keyring, which
may ask a person, are asked again after five minutes or once Stripe refuses the key.
"""

import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import NoReturn

from tools.contract.account import Mode
from tools.contract.clock import Clock
from tools.operations import Misconfigured
from tools.operations.places import Place
from tools.operations.sections import PLACEHOLDER, KeySettings

_KEY = re.compile(r"(rk|sk)_(test|live)_[A-Za-z0-9_]{4,250}")
_SECRET = re.compile(r"\b(?:(?:sk|rk)_(?:test|live)_|whsec_|sk-ant-|xox[abp]-)[A-Za-z0-9_-]+")
_WEBHOOK = re.compile(r"whsec_[A-Za-z0-9+/=_-]{8,250}")
_HELD_SECONDS = 300


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
            return parse_key(self._place().read(), self.account, self.mode)
        with self._asking:
            now = self.clock.monotonic()
            if renewed or self._held is None or now - self._held[0] >= _HELD_SECONDS:
                self._held = (now, parse_key(self._place().read(), self.account, self.mode))
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
        if self.settings.file is not None and self._place().path(self.settings.file).stat().st_mode & (
            stat.S_IRWXG | stat.S_IRWXO
        ):
            found.append(f"The key file of account {self.account!r} can be read by others: chmod 600 it.")
        return found

    def _place(self) -> Place:
        return place_of("key", self.account, self.settings, self.folder)


@dataclass(frozen=True)
class ConfiguredSecret:
    """The secret that signs a configured account's webhooks, from a place like a key's."""

    account: str
    settings: KeySettings
    folder: Path

    def secret(self) -> str:
        """The secret at this moment; raises `Misconfigured`, which never shows it."""
        held = place_of("webhook secret", self.account, self.settings, self.folder).read().strip()
        if not _WEBHOOK.fullmatch(held):
            raise Misconfigured(
                f"the webhook secret of account {self.account!r} is not one of Stripe's",
                "give the endpoint's signing secret, which begins with whsec_",
            )
        return held


def place_of(what: str, account: str, settings: KeySettings, folder: Path) -> Place:
    """Where a secret of an account is."""
    return Place(what, f"account {account!r}", settings, folder, "The simulated account needs none: --account demo")
