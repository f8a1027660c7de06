"""How payments are, in one line: the first thing that a person reads of a health."""

from dataclasses import dataclass

from agent.render.figures import changed, compared_with, counts, headline, shown, title, tone
from agent.render.shapes import Tone
from agent.render.words import listed
from tools.contract.figures import Earlier, Figure, Health

_LEADING = "attempt_success_rate"


@dataclass(frozen=True)
class Verdict:
    """What is the matter in a few words, in what tone, and what that rests on."""

    head: str
    tone: Tone
    text: str


def verdict(health: Health) -> Verdict:
    """Whether payments do as usual, and where that can't be told, why not."""
    rate = headline(health, _LEADING)
    if rate is None or not rate.denominator:
        return Verdict("Nothing attempted", "quiet", "No payment was attempted in this window.")
    said = f"{title(health, _LEADING)} {shown(rate)} ({counts(rate)})"
    if rate.few:
        return Verdict("Too few to judge", "quiet", f"{said}: too few attempts to say more than the counts.")
    if rate.before is None or rate.before.against is None:
        return _untold(health, rate.before, said)
    bad = [one for one in _headlines(health) if _tone(health, one) == "critical"]
    apart = f"{said}, {_apart(rate.before)} {compared_with(health)}"
    others = [title(health, one.metric) for one in bad if one.metric != _LEADING]
    also = f". Also worse: {listed(list(dict.fromkeys(others))[:4])}" if others else ""
    if bad:
        head = "Worse than usual" if rate in bad else "Partly worse than usual"
        return Verdict(head, "critical" if rate in bad else "warning", f"{apart}{also}.")
    if rate.before.against == "higher":
        return Verdict("Better than usual", "good", f"{apart}.")
    return Verdict("As usual", "good", f"{apart}: no more than chance{_slices(health)}.")


def _untold(health: Health, before: Earlier | None, said: str) -> Verdict:
    if before is None:
        return Verdict("Nothing to compare with", "plain", f"{said}.")
    needed = f": it takes {before.needed:,}" if before.needed else ""
    few = f"too few attempts to tell from {compared_with(health)}{needed}"
    return Verdict("Too few to compare", "plain", f"{said}, {few}.")


def _apart(before: Earlier) -> str:
    """`9.6 points below`, `0.3 points above`, `as on`: how a rate stands to what it was before."""
    points = changed(before, "rate")
    return f"{points[1:]} {'below' if points.startswith('-') else 'above'} that of" if before.change else "as that of"


def _slices(health: Health) -> str:
    if not health.changes:
        return ""
    return f", yet {len(health.changes)} of {health.looked_at:,} slices changed by more"


def _headlines(health: Health) -> list[Figure]:
    return [one for one in health.figures if not one.slice]


def _tone(health: Health, one: Figure) -> Tone:
    return tone(one.before.against if one.before else None, health.definitions.get(one.metric))
