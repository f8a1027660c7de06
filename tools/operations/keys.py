"""Keys: where an account's Stripe key comes from, and what a key must be."""

import re
from dataclasses import dataclass
from typing import NoReturn

from tools.contract.account import Mode
from tools.operations import Misconfigured

_KEY = re.compile(r"(rk|sk)_(test|live)_[A-Za-z0-9_]{4,250}")


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
    if not _KEY.fullmatch(secret):
        raise Misconfigured(
            f"the key of account {account!r} is not a Stripe key", "give one that begins with rk_test_ or rk_live_"
        )
    key = Key(secret)
    if key.mode == "live" and not key.restricted:
        raise Misconfigured(
            f"the key of account {account!r} may do anything (sk_live_), and paysleuth only takes restricted live keys",
            "make a restricted key with read permissions in the Dashboard, under Developers > API keys",
        )
    if key.mode != mode:
        raise Misconfigured(
            f"account {account!r} is said to be in {mode} mode, but its key is of {key.mode} mode",
            f"give a {mode} key, or set mode = {key.mode!r}",
        )
    return key


@dataclass(frozen=True)
class FixedKey:
    """A key that is already in hand: a simulated account's."""

    held: Key

    def key(self, renewed: bool = False) -> Key:
        return self.held
