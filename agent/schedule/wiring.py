"""What a schedule is given by the product: its accounts' zones, who writes a report, and where it goes."""

# ruff: noqa: PLC0415 - a pass that has nothing to do imports none of it

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from agent import summary
from agent.compose import Choice, Setting, open_investigation
from agent.delivery import Channel, Message
from agent.report import Report
from agent.schedule.due import Schedule
from agent.schedule.ending import Ended, Ending
from agent.schedule.ledger import Ledger
from agent.schedule.records import Run
from agent.schedule.run import Means
from tools.contract.record import compact
from tools.operations import Misconfigured
from tools.operations.accounts import DemoWorld
from tools.operations.reports import DailySettings
from tools.operations.sections import DEMO

DAILY = "daily"


def schedules(setting: Setting) -> list[Schedule]:
    """The reports that the configuration asks for; raises `Misconfigured` where it asks for none."""
    daily = setting.reports.daily
    if daily is None:
        raise Misconfigured("no report is scheduled", "add a section [reports.daily] to paysleuth.toml")
    return [schedule_of(setting, account) for account in dict.fromkeys(daily.accounts)]


def schedule_of(setting: Setting, account: str) -> Schedule:
    """The daily report of an account: as configured, else one that goes to no channel. Raises `Misconfigured`."""
    zone = DemoWorld.time_zone if account == DEMO else setting.accounts.find(account).account.time_zone
    daily = setting.reports.daily
    if daily is None or account not in daily.accounts:
        daily = DailySettings(accounts=[account])
    channels = tuple(dict.fromkeys(daily.channels))
    return Schedule(DAILY, account, ZoneInfo(zone), daily.time, channels, daily.catch_up, daily.days)


@dataclass(frozen=True)
class Writer:
    """Writes a run's report by an investigation with this model, until it is asked to end."""

    setting: Setting
    model: str
    ending: Ending = field(default_factory=Ending)

    def __call__(self, run: Run) -> bytes:
        """The report's JSON; raises what an investigation raises, and `Ended`."""
        return compact(asyncio.run(self._until_ended(run)).to_json()).encode()

    async def _until_ended(self, run: Run) -> Report:
        loop = asyncio.get_running_loop()
        writing = loop.create_task(self._written(run))
        with self.ending.telling(lambda: loop.call_soon_threadsafe(writing.cancel)):
            try:
                return await writing
            except (asyncio.CancelledError, Exception):
                if self.ending():
                    raise Ended from None
                raise

    async def _written(self, run: Run) -> Report:
        """The one place that decides how a daily report comes about."""
        now = self.setting.clock.now() if run.account == DEMO else None
        choice = Choice(account=run.account, model=self.model, now=now)
        async with open_investigation(choice, setting=self.setting) as investigation:
            return await summary.write(investigation, run.days.last, since=run.days.first)


def compose(report: bytes, delivery_id: str) -> Message:
    """The report as a message, in each form that a channel may send."""
    from agent.delivery.messages import message
    from agent.summary.images import images

    return message(report, delivery_id, images(Report.model_validate_json(report)))


def open_channel(setting: Setting, name: str) -> Channel:
    """A channel of the configuration by its name; raises `Misconfigured`."""
    from agent.delivery import targets

    return targets.open_channel(name, setting.targets, setting.folder, setting.clock)


def means(
    setting: Setting,
    ledger: Ledger,
    model: str,
    channel: Callable[[str], Channel] | None = None,
    ending: Ending | None = None,
) -> Means:
    """What a pass works with in the product, until it is asked to end."""
    heeds = ending or Ending()
    writer = Writer(setting, model, heeds)
    return Means(ledger, setting.clock, writer, compose, channel or partial(open_channel, setting), ending=heeds)
