"""Alerts of a watch: each change told once for an account and a local date, and once that it is no longer seen.

Each is a run of the ledger like a report, named by what changed, so that a restart or a second watch repeats nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from hashlib import sha256
from zoneinfo import ZoneInfo

from agent.compose import Setting
from agent.delivery import Message
from agent.report import Finding, Report, Severity
from agent.schedule.due import DAY, Schedule
from agent.schedule.ledger import Ledger
from agent.schedule.records import Run
from agent.schedule.run import Means, run_one
from agent.schedule.wiring import open_channel
from tools.contract.account import Account
from tools.contract.causes import Party, Verdict
from tools.contract.changes import Change
from tools.contract.figures import Health
from tools.contract.record import compact

ALERT, OVER = "alert", "recovered"


@dataclass(frozen=True)
class Sighting:
    """A change that is there at a look: `name` is the same at each look, `text` says it in a line."""

    name: str
    text: str
    severity: Severity


@dataclass(frozen=True)
class Alerts:
    """Where an account's alerts go. `scope` names what is watched: changes of another scope are other changes."""

    account: Account
    scope: str
    channels: tuple[str, ...]
    means: Means

    def tell(self, seen: Sequence[Sighting], now: datetime) -> list[Run]:
        """Sends what wasn't told on this local date, and what is over; the runs that were worked on, as they stand."""
        zone = ZoneInfo(self.account.time_zone)
        day = now.astimezone(zone).date()
        known = self.means.ledger.named(self._name(ALERT), self.account.name, day - DAY)
        told = {run.report.rpartition("_")[2]: run for run in known if run.state == "written"}
        bodies: dict[tuple[str, str, str], bytes] = {}
        present = {_digest(one.name): one for one in seen}
        for digest, one in present.items():
            run = self._add(ALERT, digest, day)
            bodies[run.key] = self._body(one.text, one.severity, now)
        for digest, run in told.items():
            if digest not in present:
                over = self._add(OVER, digest, run.days.last)
                text = Report.model_validate_json(self.means.ledger.body(run) or b"").findings[0].text
                bodies[over.key] = self._body(f"no longer seen: {text}", "info", now)

        def write(run: Run) -> bytes:
            return bodies[run.key]

        means = replace(self.means, write=write, compose=compose)
        done: list[Run] = []
        for kind in (ALERT, OVER):
            for run in means.ledger.named(self._name(kind), self.account.name, day - DAY):
                if run.key in bodies or run.state == "written":
                    done += _worked_on(run, means)
        return done

    def _name(self, kind: str) -> str:
        return f"{kind}_{_digest(self.scope)}_"

    def _add(self, kind: str, digest: str, day: date) -> Run:
        zone = ZoneInfo(self.account.time_zone)
        schedule = Schedule(f"{self._name(kind)}{digest}", self.account.name, zone, time(), self.channels)
        return self.means.ledger.add(schedule, day)

    def _body(self, text: str, severity: Severity, now: datetime) -> bytes:
        """An alert has a report's form, so that each channel can send it; it holds the one line."""
        finding = Finding(text=text, kind="comparison", severity=severity, subject=self.account.name, facts=[])
        report = Report(
            kind="alert",
            thread="",
            account=self.account.name,
            mode=self.account.mode,
            model="watch",
            question=text,
            as_of=now,
            time_zone=self.account.time_zone,
            verdict=Verdict.INCONCLUSIVE,
            party=Party.PLATFORM,
            findings=[finding],
        )
        return compact(report.to_json()).encode()


def sightings(health: Health) -> list[Sighting]:
    """What of a look somebody must know: changes for the worse of all payments, and what detectors trace them to.

    Changes of single slices are left to the detectors, which tell one fault once.
    """
    from agent.render.health import changed_line  # noqa: PLC0415 - draws

    found = [health.changes[at] for at in health.worse()]
    whole = [
        Sighting(f"{one.metric} {one.currency}", f"changed: {changed_line(health, one)}", "warning")
        for one in found
        if not one.slice
    ]
    return [*whole, *(_traced(one) for one in health.detected if one.state == "active" and one.severity != "notice")]


def _traced(one: Change) -> Sighting:
    from agent.render.traced import traced_line  # noqa: PLC0415 - draws

    return Sighting(one.name, traced_line(one), "critical" if one.severity == "critical" else "warning")


def compose(report: bytes, delivery_id: str) -> Message:
    """The alert as a message; its title is the change itself."""
    from agent.delivery.messages import message  # noqa: PLC0415 - a look without news imports none of it

    told = Report.model_validate_json(report)
    title = " ".join(f"{told.account} · {told.question}".split())[:200]
    return replace(message(report, delivery_id), title=title)


def _worked_on(run: Run, means: Means) -> list[Run]:
    """The run where something was left to do for it, as it then stands."""
    if run.state == "written" and all(one.next_try is None for one in run.deliveries):
        return []
    done = run_one(run, means)
    if done.unforeseen:
        raise ExceptionGroup("an alert", list(done.unforeseen))
    return list(done.runs)


def _digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:12]


Tell = Callable[[Account, Health], list[Run]]
"""Told of each look; the alerts that it worked on."""


def watching(setting: Setting, ledger: Ledger, channels: tuple[str, ...], scope: str) -> Tell:
    """What a watch tells of each of its looks. Raises `Misconfigured` where a channel is not."""
    for name in channels:
        open_channel(setting, name)

    def write(run: Run) -> bytes:
        raise AssertionError(run.id)  # an alert brings its own text

    means = Means(ledger, setting.clock, write, compose, partial(open_channel, setting))

    def tell(account: Account, health: Health) -> list[Run]:
        return Alerts(account, scope, channels, means).tell(sightings(health), health.as_of)

    return tell
