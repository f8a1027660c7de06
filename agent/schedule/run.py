"""One pass over what is due: write each report once, and see each to its channels once, whoever dies meanwhile."""

import secrets
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from agent.delivery import CannotTell, Channel, DeliveryFault, Message, Receipt, Refused, Unavailable, Unknown
from agent.schedule.claims import SETTLING, Claims, alone
from agent.schedule.due import Schedule
from agent.schedule.ending import Ended
from agent.schedule.ledger import LONGEST_WAIT, Ledger, Owner
from agent.schedule.records import Delivery, Run
from tools.contract.clock import Clock
from tools.contract.fault import Fault
from tools.operations import Misconfigured

_FIRST_WAIT = timedelta(minutes=1)
_LOOKED_BACK = timedelta(days=1)
"""How far before the try a receiver is searched: its clock, or this one, may have been wrong."""


PATIENCE = timedelta(minutes=3)
"""How long a command waits, in all, for receivers that are busy; later tries are the next command's."""

_SHORTEST = timedelta(seconds=1)


def _nothing(step: str) -> None:
    """Watches no step."""


def _never() -> bool:
    """Nobody asks this process to end."""
    return False


@dataclass(frozen=True)
class Means:
    """What a pass works with.

    `write` makes a run's report, as JSON; `compose` makes a message of that and a delivery's id; `channel` opens a
    channel by its name, and raises `Misconfigured`. `step` is told of each step that is done, by name. Once `ending`
    nothing more is begun; `write` then raises `Ended`.
    """

    ledger: Ledger
    clock: Clock
    write: Callable[[Run], bytes]
    compose: Callable[[bytes, str], Message]
    channel: Callable[[str], Channel]
    step: Callable[[str], None] = _nothing
    ending: Callable[[], bool] = _never
    token: str = field(default_factory=lambda: secrets.token_hex(4))


@dataclass(frozen=True)
class Done:
    """What a pass did: the runs it worked on, as they stand now; and whose turn it wasn't.

    `faults` are why reports could not be written, `unforeseen` what nobody foresaw.
    """

    runs: tuple[Run, ...] = ()
    busy: tuple[str, ...] = ()
    faults: tuple[Exception, ...] = ()
    unforeseen: tuple[Exception, ...] = ()


def run_due(schedules: Iterable[Schedule], means: Means) -> Done:
    """One pass: plans what is due, then writes and delivers all that is not settled. Raises what a store raises."""
    done = Done()
    for schedule in schedules:
        if means.ending():
            break
        with _working(schedule.report, schedule.account, means) as work:
            if work is None:
                done = replace(done, busy=(*done.busy, f"{schedule.report}-{schedule.account}"))
                continue
            means.ledger.plan(schedule, means.clock.now())
            means.step("planned")
            runs = [work.see_through(run) for run in means.ledger.pending(schedule) if not means.ending()]
            faults, unforeseen = (*done.faults, *work.faults), (*done.unforeseen, *work.unforeseen)
            done = Done((*done.runs, *runs), done.busy, faults, unforeseen)
    return done


def run_one(run: Run, means: Means) -> Done:
    """The same for one run alone, which somebody asks for."""
    with _working(run.report, run.account, means) as work:
        if work is None:
            return Done(busy=(run.id,))
        return Done((work.see_through(run),), (), tuple(work.faults), tuple(work.unforeseen))


@dataclass(frozen=True)
class Work:
    """One process's work on one report of one account."""

    means: Means
    claims: Claims
    faults: list[Exception] = field(default_factory=list[Exception])
    unforeseen: list[Exception] = field(default_factory=list[Exception])

    def see_through(self, run: Run) -> Run:
        """Writes the report where it isn't written, and delivers it where it isn't delivered; the run as it then is."""
        if run.state in ("new", "failed", "writing"):
            self._write(run)
            run = self.means.ledger.again(run)
        if run.state == "written":
            for one in run.deliveries:
                if not self.means.ending():
                    self._see_to(run, one.channel)
        return self.means.ledger.again(run)

    def _write(self, run: Run) -> None:
        now = self._now()
        if not _ready(run.next_try, now) or not self.claims.write(run, now):
            return
        self.means.step("writing")
        try:
            body = self.means.write(run)
        except Ended:
            self.claims.give_back(run)
            return
        except (Fault, Misconfigured) as fault:
            self.claims.fail(run, str(fault), self._now() + _wait(run.attempts))
            self.faults.append(fault)
            return
        except Exception as fault:  # noqa: BLE001 - told at the end of the pass: one account's must not stop the others
            self.claims.fail(
                run, f"a fault of paysleuth's own: {type(fault).__name__}", self._now() + _wait(run.attempts)
            )
            self.unforeseen.append(fault)
            return
        self.means.step("wrote")
        self.claims.keep(run, body, self._now())
        self.means.step("kept")

    def _see_to(self, run: Run, channel: str) -> None:
        """A delivery's next steps, as many as can be taken now."""
        if self._state(run, channel).state == "sending" and self.claims.orphan(run, channel, self._now()):
            self.means.step("orphaned")
        one = self._state(run, channel)
        if one.state == "unknown" and _ready(one.next_try, self._now()):
            self._look_for(run, one)
            one = self._state(run, channel)
        if one.state == "new" and _ready(one.next_try, self._now()):
            self._send(run, one)

    def _send(self, run: Run, one: Delivery) -> None:
        try:
            channel = self.means.channel(one.channel)
        except Misconfigured as fault:
            self.claims.put_off(run, one, f"{fault}: {fault.next}", self._now() + _wait(one.attempts))
            return
        message = self._message(run, one)
        self.means.step("composed")
        if not self.claims.send(run, one.channel, message, self._now()):
            return
        self.means.step("sending")
        receipt = self._sent(run, one, channel, message)
        if receipt is None:
            return
        self.means.step("sent")
        self.claims.arrived(run, one.channel, "sending", receipt, self._now())
        self.means.step("settled")

    def _sent(self, run: Run, one: Delivery, channel: Channel, message: Message) -> Receipt | None:
        """The receipt; null where there is none, and then it is stored what that means."""
        try:
            return channel.send(message)
        except Refused as fault:
            self.claims.settle(run, one.channel, "failed", note=str(fault))
        except Unavailable as fault:
            wait = max(_wait(one.attempts), timedelta(seconds=fault.retry_after or 0))
            self.claims.settle(run, one.channel, "new", note=str(fault), again=self._now() + min(wait, LONGEST_WAIT))
        except Unknown as fault:
            self.claims.settle(run, one.channel, "unknown", note=str(fault), again=self._now() + SETTLING)
        except Exception as fault:  # noqa: BLE001 - what nobody foresaw may have come after it was sent
            note = f"a fault of paysleuth's own: {type(fault).__name__}"
            self.claims.settle(run, one.channel, "unknown", note=note, again=self._now() + SETTLING)
            self.unforeseen.append(fault)
        self.means.step("settled")
        return None

    def _look_for(self, run: Run, one: Delivery) -> None:
        """Asks the receiver whether an unknown delivery arrived; where it did not, it is sent again."""
        now = self._now()
        try:
            receipt = self._found(one, self.means.channel(one.channel), now)
        except CannotTell as fault:
            self.claims.put_off(run, one, f"{_sentence(fault)} {advice(run, one)}", None)
            return
        except (DeliveryFault, Misconfigured) as fault:
            self.claims.put_off(run, one, str(fault), now + _wait(one.attempts))
            return
        self.means.step("looked")
        if receipt is None:
            self.claims.lost(run, one)
        else:
            self.claims.arrived(run, one.channel, "unknown", receipt, now)
        self.means.step("settled")

    def _found(self, one: Delivery, channel: Channel, now: datetime) -> Receipt | None:
        """What arrived; null where nothing did, or where nobody can tell and it is to be sent again."""
        try:
            return channel.find(one.delivery_id, min(one.tried or now, now) - _LOOKED_BACK)
        except CannotTell:
            if channel.send_again:
                return None
            raise

    def _message(self, run: Run, one: Delivery) -> Message:
        """The message as it was made the first time, byte for byte, or made now."""
        stored = self.means.ledger.message(run, one.channel)
        if stored is not None:
            return Message.restored(stored)
        body = self.means.ledger.body(run)
        assert body is not None  # noqa: S101
        return self.means.compose(body, one.delivery_id)

    def _state(self, run: Run, channel: str) -> Delivery:
        return next(one for one in self.means.ledger.again(run).deliveries if one.channel == channel)

    def _now(self) -> datetime:
        return self.means.clock.now()


@contextmanager
def _working(report: str, account: str, means: Means) -> Generator[Work | None]:
    """The work on one report of one account; null while another process of this machine is at it."""
    path = means.ledger.path
    kind = report.partition("_")[0]  # alerts have a name each, and one lock
    with alone(path.with_name(f"{path.name}.{kind}-{account}.lock")) as held:
        owner = replace(Owner.here(means.token), locked=bool(held))
        yield None if held is False else Work(means, Claims(means.ledger, owner))


def advice(run: Run, one: Delivery) -> str:
    """What a person does about a delivery that may have arrived."""
    return f"Look there; if it isn't, `paysleuth report redeliver {run.id} --channel {one.channel}` sends it again."


def patiently(passing: Callable[[], Done], clock: Clock, pause: Callable[[float], bool]) -> Done:
    """Passes until every delivery is settled that can be within `PATIENCE`, or `pause` says that it was asked to end;
    what they did, taken together."""
    done, left = passing(), PATIENCE
    while (again := next_try(done.runs)) is not None and (wait := max(again - clock.now(), _SHORTEST)) <= left:
        left -= wait
        if pause(wait.total_seconds()):
            break
        later = passing()
        runs = {run.id: run for run in (*done.runs, *later.runs)}
        faults = (*done.faults, *later.faults)
        done = Done(tuple(runs.values()), later.busy, faults, (*done.unforeseen, *later.unforeseen))
    return done


def next_try(runs: Iterable[Run]) -> datetime | None:
    """The first moment at which a delivery of these is tried, or looked for, again by itself."""
    moments = [one.next_try for run in runs if run.state == "written" for one in run.deliveries if not one.settled]
    return min((moment for moment in moments if moment is not None), default=None)


def _ready(moment: datetime | None, now: datetime) -> bool:
    """Whether a try is due; one further off than any wait was set by a clock that has been put back."""
    return moment is not None and not now < moment <= now + LONGEST_WAIT


def _wait(attempts: int) -> timedelta:
    """How long until the next try: a minute, then twice as long each time."""
    return min(_FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)


def _sentence(fault: Exception) -> str:
    text = str(fault)
    return text if text.endswith(".") else f"{text}."
