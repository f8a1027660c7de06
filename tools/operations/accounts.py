"""Accounts by name: the configured ones and `demo`, each with where its key comes from."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tools.contract.account import BOOKING_RULES, DEMO_ESCROW, DEMO_RATES, Account, EscrowRule, Mode
from tools.contract.clock import Clock
from tools.operations import Misconfigured
from tools.operations.keys import ConfiguredKey, ConfiguredSecret, FixedKey, Key
from tools.operations.sections import DEMO
from tools.operations.settings import Settings


@dataclass(frozen=True)
class DemoWorld:
    """A started world, as it told of itself.

    `recorded` is the account that a recording was made of, where one is served in the place of a simulated account: its
    settings hold, and its answers are masked already.
    """

    url: str
    key: Key
    connected: tuple[str, ...] = ()
    time_zone: str = "America/Detroit"
    mode: Mode = "test"
    recorded: Account | None = None


@dataclass(frozen=True)
class NamedAccount:
    """An account and its key's source; `recorded` where its answers were masked when they were recorded."""

    account: Account
    keys: ConfiguredKey | FixedKey
    recorded: bool = False


class Accounts:
    """The accounts that can be asked about."""

    def __init__(self, configured: dict[str, NamedAccount], settings: Settings) -> None:
        self._configured = configured
        self._settings = settings

    @property
    def names(self) -> list[str]:
        """`demo` first, then the configured ones in the order of the file."""
        return [DEMO, *self._configured]

    def find(self, name: str, world: DemoWorld | None = None) -> NamedAccount:
        """The account called `name`; `world` is the started world for `demo`. Raises `Misconfigured`."""
        if name == DEMO:
            if world is None:
                raise Misconfigured("the demo account's world has not been started", "start it first")
            return self._demo(world)
        if name not in self._configured:
            near = difflib.get_close_matches(name, self.names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(self.names)}"
            raise Misconfigured(f"there is no account {name!r} in paysleuth.toml", hint)
        return self._configured[name]

    def webhook_secret(self, name: str) -> ConfiguredSecret:
        """Where the secret that signs an account's webhooks comes from; raises `Misconfigured`."""
        if name == DEMO:
            raise Misconfigured(
                "the demo account sends no webhooks", "name an account of paysleuth.toml with --account"
            )
        named = self.find(name)
        given = self._settings.accounts[name].webhook_secret
        if given is None or not isinstance(named.keys, ConfiguredKey):
            raise Misconfigured(
                f"account {name!r} has no webhook secret", f"name its place under [accounts.{name}.webhook_secret]"
            )
        return ConfiguredSecret(name, given, named.keys.folder)

    def _demo(self, world: DemoWorld) -> NamedAccount:
        if world.recorded is not None:
            account = world.recorded.model_copy(update={"base_url": world.url})
            return NamedAccount(account, FixedKey(world.key), recorded=True)
        account = Account(
            name=DEMO,
            mode=world.mode,
            base_url=world.url,
            time_zone=world.time_zone,
            connected=list(world.connected),
            metadata=self._settings.metadata,
            fees=self._settings.fees or DEMO_RATES,
            bookings=self._settings.bookings.required or BOOKING_RULES,
            escrow=DEMO_ESCROW if self._settings.escrow == EscrowRule() else self._settings.escrow,
            **_references(self._settings),
        )
        return NamedAccount(account, FixedKey(world.key))


class _References(TypedDict):
    booking_key: str
    provider_key: str
    providers: dict[str, str]


def _references(settings: Settings) -> _References:
    """How the platform names its bookings and providers, whichever account it is."""
    return {
        "booking_key": settings.bookings.booking_key,
        "provider_key": settings.bookings.provider_key,
        "providers": settings.providers,
    }


def load_accounts(settings: Settings, place: Path | None, clock: Clock) -> Accounts:
    """The accounts of the settings read from the file `place`, which relative key files are beside."""
    folder = place.parent if place else Path()
    configured: dict[str, NamedAccount] = {}
    for name, given in settings.accounts.items():
        account = Account(
            name=name,
            mode=given.mode,
            base_url=given.base_url,
            time_zone=given.time_zone,
            connected=given.connected,
            metadata=settings.metadata,
            fees=settings.fees,
            bookings=settings.bookings.required,
            escrow=settings.escrow,
            **_references(settings),
        )
        configured[name] = NamedAccount(account, ConfiguredKey(name, given.mode, given.key, folder, clock))
    return Accounts(configured, settings)
