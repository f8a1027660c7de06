"""Networks' thresholds that draw near: by each programme's own count, as far as the API shows it."""

from collections.abc import Mapping, Sequence

from tools.contract.changes import MOST_REPRESENTATIVES, Change, Tally
from tools.contract.clock import Moment
from tools.contract.risk import Level, Programme

NEAR = 0.8
"""The share of every bound of a level from which on it is near."""


def network_thresholds(
    programmes: Sequence[Programme],
    before: Sequence[Programme],
    since: Moment,
    claimed: Mapping[str, Sequence[str]] | None = None,
) -> list[Change]:
    """A finding for each programme of whose lowest level not reached all bounds came near, or of which one was reached.

    `before` are the programmes as they stood at `since`: what was so then is none. `claimed` are the ids of what was
    contested last, by network, the newest first: what to look at.
    """
    known = {(one.name, one.month, level.name, one.reached) for one in before if (level := _near(one)) is not None}
    found = [
        (one, level)
        for one in programmes
        if (level := _near(one)) is not None and (one.name, one.month, level.name, one.reached) not in known
    ]
    return [
        Change(
            detector="network_threshold",
            metric=one.name,
            where={"network": one.network, "month": one.month, "level": level.name},
            severity="critical" if one.reached else "warning",
            direction="higher",
            now=Tally(numerator=one.claims, denominator=one.payments, rate=one.ratio and round(one.ratio.share, 4)),
            payments=one.claims,
            since=since,
            state="active",
            representatives=[*(claimed or {}).get(one.network, ())][:MOST_REPRESENTATIVES],
            part="disputes",
        )
        for one, level in found
    ]


def _near(one: Programme) -> Level | None:
    if one.reached:
        return next(level for level in one.levels if level.name == one.reached)
    level = next((level for level in one.levels if level.name == one.next), None)
    counts = [at for at in level.conditions if at.of != "authenticated_share"] if level else []
    near = all(at.value is not None and at.value >= NEAR * at.bound for at in counts)
    return level if counts and near else None
