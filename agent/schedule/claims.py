"""Taking something on for one process, and saying what became of it: each a transaction, and each refused to others.

Whoever claims stores first that it is about to act, and then acts: what a death leaves behind is never less than the
truth.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from agent.delivery import Message, Receipt
from agent.schedule.ledger import LEASE, Ledger, Owner
from agent.schedule.records import Delivery, DeliveryState, Run, delivery_id

SETTLING = timedelta(minutes=1)
"""After what may have been sent, so long until it is looked for: a receiver may still be at work on it."""

_KEY = "report = ? and account = ? and day = ?"
_ONE = f"{_KEY} and channel = ?"


@contextmanager
def alone(path: Path) -> Generator[bool | None]:
    """Whether no other process of this machine is in here with `path`; the system lets go when its process dies.

    None on a system without such locks: claims then hold by their leases alone.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        yield None
        return
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held = False
        else:
            held = True
        yield held


@dataclass(frozen=True)
class Claims:
    """The claims of one owner."""

    ledger: Ledger
    owner: Owner

    def write(self, run: Run, now: datetime) -> bool:
        """Takes on the writing of a report; false where another does it, or it is done."""
        free, values = self.owner.free(now)
        statement = (
            f"update runs set state = 'writing', owner = ?, lease = ?, attempts = attempts + 1 where {_KEY}"
            f" and (state in ('new', 'failed') or state = 'writing' and {free})"
        )
        return self._changed(statement, self.owner.name, _unix(now + LEASE), *run.key, *values)

    def keep(self, run: Run, body: bytes, now: datetime) -> bool:
        """Stores the report, which is never written again; false where the claim was lost meanwhile."""
        statement = (
            "update runs set state = 'written', owner = null, lease = null, next_try = null, written = ?, body = ?,"
            f" sha256 = ?, note = '' where {_KEY} and state = 'writing' and owner = ?"
        )
        return self._changed(statement, _unix(now), body, sha256(body).hexdigest(), *run.key, self.owner.name)

    def give_back(self, run: Run) -> bool:
        """Stores that a report was begun and not written, through no fault: whoever comes next writes it."""
        statement = (
            "update runs set state = 'new', owner = null, lease = null, next_try = 0, attempts = attempts - 1"
            f" where {_KEY} and state = 'writing' and owner = ?"
        )
        return self._changed(statement, *run.key, self.owner.name)

    def fail(self, run: Run, note: str, next_try: datetime) -> bool:
        """Stores that no report could be written, and when it is tried again."""
        statement = (
            f"update runs set state = 'failed', owner = null, lease = null, next_try = ?, note = ? where {_KEY}"
            " and state = 'writing' and owner = ?"
        )
        return self._changed(statement, _unix(next_try), note, *run.key, self.owner.name)

    def send(self, run: Run, channel: str, message: Message, now: datetime) -> bool:
        """Stores that the message is about to be sent, and its bytes; false where another does it, or it is done."""
        statement = (
            "update deliveries set state = 'sending', owner = ?, lease = ?, attempts = attempts + 1, tried = ?,"
            f" message = ?, sha256 = ?, note = '' where {_ONE} and state = 'new'"
        )
        stored = message.stored()
        values = (self.owner.name, _unix(now + LEASE), _unix(now), stored, message.sha256)
        return self._changed(statement, *values, *run.key, channel)

    def settle(
        self, run: Run, channel: str, state: DeliveryState, *, note: str = "", again: datetime | None = None
    ) -> bool:
        """Stores what became of what this owner sent, and when it is tried or looked for again, if ever."""
        statement = (
            f"update deliveries set state = ?, owner = null, lease = null, next_try = ?, note = ? where {_ONE}"
            " and state = 'sending' and owner = ?"
        )
        moment = None if again is None else _unix(again)
        return self._changed(statement, state, moment, note, *run.key, channel, self.owner.name)

    def arrived(self, run: Run, channel: str, was: DeliveryState, receipt: Receipt, now: datetime) -> bool:
        """Stores that the message arrived; its bytes are no longer needed, their digest stays."""
        statement = (
            "update deliveries set state = 'sent', owner = null, lease = null, next_try = null, sent = ?, ext_id = ?,"
            f" message = null, note = ? where {_ONE} and state = ? and (owner = ? or ? = 'unknown')"
        )
        note = receipt.note or ("found where it was sent to" if was == "unknown" else "")
        return self._changed(statement, _unix(now), receipt.ext_id, note, *run.key, channel, was, self.owner.name, was)

    def orphan(self, run: Run, channel: str, now: datetime) -> bool:
        """A delivery whose sender is gone: it may have been sent. False where its sender may still be at it."""
        free, values = self.owner.free(now)
        statement = (
            "update deliveries set state = 'unknown', owner = null, lease = null, next_try = ?, note = ?"
            f" where {_ONE} and state = 'sending' and {free}"
        )
        told = "whoever sent it ended before saying what became of it"
        return self._changed(statement, _unix(now + SETTLING), told, *run.key, channel, *values)

    def put_off(self, run: Run, one: Delivery, note: str, again: datetime | None) -> bool:
        """A delivery that stays as it is until `again`, or, with none, until a person says what is to be done."""
        statement = f"update deliveries set next_try = ?, note = ? where {_ONE} and state = ? and attempts = ?"
        moment = None if again is None else _unix(again)
        return self._changed(statement, moment, note, *run.key, one.channel, one.state, one.attempts)

    def lost(self, run: Run, one: Delivery) -> bool:
        """A delivery of which it is certain that it never arrived: the same message is sent again."""
        statement = (
            f"update deliveries set state = 'new', next_try = 0, note = ? where {_ONE}"
            " and state = 'unknown' and attempts = ?"
        )
        return self._changed(statement, "not found where it was sent to", *run.key, one.channel, one.attempts)

    def redeliver(self, run: Run, one: Delivery) -> bool:
        """A delivery that a person wants made: one that had arrived gets an id of its own, so that it arrives again."""
        match one.state:
            case "sending":
                return False
            case "sent":
                renewed = delivery_id(*run.key, one.channel, one.round + 1)
                change, values = "round = round + 1, delivery_id = ?, attempts = 0, tried = null", (renewed,)
            case "unknown":
                change, values = "note = ''", ()
            case _:
                change, values = "message = null, note = ''", ()
        statement = f"update deliveries set state = 'new', next_try = 0, {change} where {_ONE} and state = ?"
        return self._changed(statement, *values, *run.key, one.channel, one.state)

    def _changed(self, statement: str, *values: str | int | bytes | None) -> bool:
        with self.ledger.change() as store:
            return store.execute(statement, values).rowcount == 1


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())
