"""Months as networks count them: whole calendar months in UTC, disputes of some countries from a later day on."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

DECEMBER = 12


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, at: datetime, day: int = 1) -> "Month":
        """The month that a moment lies in, where months are counted from a day on."""
        moment = at.astimezone(UTC)
        month = cls(moment.year, moment.month)
        return month if moment.day >= day else month.before

    @classmethod
    def meant(cls, since: datetime, until: datetime, now: datetime, zone: tzinfo) -> "Month | None":
        """The month that a window is in a zone, whole or as far as it has come; None for other windows."""
        first = since.astimezone(zone)
        month = cls(first.year, first.month)
        start, end = (datetime.combine(one.begins().date(), time(), zone) for one in (month, month.after))
        return month if first == start and (until == end or now <= until < end) else None

    @property
    def before(self) -> "Month":
        return Month(self.year - 1, DECEMBER) if self.month == 1 else Month(self.year, self.month - 1)

    @property
    def after(self) -> "Month":
        return Month(self.year + 1, 1) if self.month == DECEMBER else Month(self.year, self.month + 1)

    def begins(self, day: int = 1) -> datetime:
        """Its first moment, counted from a day of the month on."""
        return datetime(self.year, self.month, day, tzinfo=UTC)

    def holds(self, at: datetime, day: int = 1) -> bool:
        """Whether a moment lies between that day of this month and of the next."""
        return self.begins(day) <= at < self.after.begins(day)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"
