"""A case's account, served over loopback HTTP as Stripe would serve it, to whoever is asked about it.

Accounts are built once and shared; the server is each case's own, as it counts the requests that noise befalls and
tells what was asked. Starting one takes about two milliseconds.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Protocol, Self

from pydantic import JsonValue

from evals.injections.laying import faults as faults_of
from evals.injections.laying import lay as lay_over
from evals.suite.case import Case, Computed
from evals.suite.noise import NOISES
from evals.suite.worlds import Worlds
from evals.world.http.faults import Fault
from evals.world.http.journal import Entry
from evals.world.http.keys import derive
from evals.world.http.serving import serve
from evals.world.shelf import Shelf, Shelves
from tools.contract.account import Account


class Unservable(Exception):
    """A case asks for something that these accounts were not given a way to serve."""


class Objects(Protocol):
    """An account's objects, whoever may read them."""

    def find(self, identity: str) -> Mapping[str, JsonValue] | None:
        """An object by its id as Stripe shows it, of the platform or a connected account; None if there is none."""
        ...


@dataclass(frozen=True)
class Shown:
    """The objects on an account's shelves."""

    shelves: Sequence[Shelves]

    def find(self, identity: str) -> Mapping[str, JsonValue] | None:
        for shelf in self._all():
            for objects in shelf.objects.values():
                if identity in objects:
                    return objects[identity]
        return None

    def _all(self) -> Generator[Shelf]:
        for account in self.shelves:
            yield account.platform
            yield from account.connected.values()


@dataclass(frozen=True)
class Opened:
    """An account that is open for one case: where it listens, the key for it, and what was asked of it so far.

    `account` are the settings of an account that is a recording; a computed one has those of the demo account.
    """

    url: str
    key: str
    objects: Objects
    asked: Sequence[str] = field(default_factory=list[str])
    outside: Sequence[str] = field(default_factory=list[str])
    account: Account | None = None

    def requests(self) -> list[str]:
        """What was asked, in order: `GET /v1/charges/ch_1`, a connected account in brackets behind it."""
        return list(self.asked)

    def unrecorded(self) -> list[str]:
        """What was asked and lies outside a recorded account; of a computed one, nothing."""
        return list(self.outside)


class Accounts:
    """Opens the accounts of cases, from any thread, and ends what it has started when it is closed.

    `recorded` serves the cases whose account is a recording; without it such a case raises `Unservable`.
    """

    def __init__(
        self,
        worlds: Worlds | None = None,
        *,
        recorded: Callable[[Case], AbstractContextManager[Opened]] | None = None,
    ) -> None:
        self.worlds = worlds or Worlds()
        self._recorded = recorded
        # A server takes a tenth of a second to end, for which no case should wait.
        self._ending = ThreadPoolExecutor(max_workers=4, thread_name_prefix="ending")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Wait until every server has ended."""
        self._ending.shutdown()

    def open(self, case: Case) -> AbstractContextManager[Opened]:
        """The case's account, listening for as long as the block runs. Raises `Unservable`."""
        if isinstance(case.source, Computed):
            return self._computed(case, case.source)
        if self._recorded is None:
            raise Unservable(f"{case.id} plays on a recorded account: give Accounts what opens recordings")
        return self._recorded(case)

    @contextmanager
    def _computed(self, case: Case, source: Computed) -> Generator[Opened]:
        shelves = self._shelves(case, source)
        elsewhere = case.grants.mode == "live" and not source.livemode
        live = self.worlds.live(source).shelves if elsewhere else None
        asked: list[str] = []
        faults, denied = trouble(case)
        with ExitStack() as stack:
            served = stack.enter_context(
                serve(shelves, live=live, denied=denied, faults=faults, log=_tell(asked, shelves.platform.account))
            )
            ending = stack.pop_all()
        key = derive(source.seed, livemode=case.grants.mode == "live")
        try:
            yield Opened(served.url, key, Shown([shelves, live] if live else [shelves]), asked)
        finally:
            self._ending.submit(ending.close)

    def _shelves(self, case: Case, source: Computed) -> Shelves:
        shelves = self.worlds.of(source).shelves
        return shelves if case.injection is None else lay_over(case.injection, shelves, targets(case))


def targets(case: Case) -> list[str]:
    """The objects that a case turns on: what it asks about first, then whatever its evidence stands in."""
    truth = case.truth
    places = (place.object_id for found in truth.evidence for place in found.alternatives)
    return list(dict.fromkeys(one for one in (truth.subject, truth.payment, *places) if one))


def trouble(case: Case) -> tuple[list[Fault], frozenset[str]]:
    """The faults of a case's noise and injection, and the permissions that its key lacks.

    Raises KeyError for an unknown noise or injection.
    """
    noises = [NOISES[name] for name in case.noise]
    denied = case.grants.denied.union(*(noise.denied for noise in noises))
    own = faults_of(case.injection) if case.injection else ()
    return [*own, *(fault for noise in noises for fault in noise.faults)], denied


def _tell(asked: list[str], platform: str) -> Callable[[Entry], None]:
    def tell(entry: Entry) -> None:
        line = f"{entry.method} {entry.path}" + (f"?{entry.query}" if entry.query else "")
        asked.append(line if entry.scope == platform else f"{line} [{entry.scope}]")

    return tell
