"""Figures of the slices of a time, in the metrics and the dimensions that tools split by."""

from collections.abc import Iterable

from evals.recipes.expected import counted
from evals.recipes.expected.counted import SLICES, Counts, Ending, Tried, Window
from evals.recipes.judged.found import Found, count, fine
from evals.recipes.matter import Incident, Matter, What
from evals.recipes.reading import Index, Stated, state
from evals.world.happened import Happened
from tools.contract.causes import CauseCode as Cause

MOST_CODES = 3
REGION = "detroit"
TRIED_CODES = ("incorrect_number", "incorrect_cvc")
"""Why cards of a list are refused that somebody runs through."""


def judge_region(matter: Matter, index: Index) -> Found:
    """How the attempts of one metro area went, by service, why they failed, and whose bookings they were for."""
    made = [one for one in counted.tries(index.happened, matter.window) if SLICES["metro"](one) == REGION]
    stated = [
        rate(f"success_rate metro={REGION} service={name}", *counts.rate)
        for name, counts in counted.by(made, SLICES["service"]).items()
    ]
    common = counted.codes(made).most_common(MOST_CODES)
    stated += [count(f"failures metro={REGION} code={code}", many) for code, many in common]
    providers = counted.by(made, SLICES["provider"])
    stated.append(state("providers", "set", tuple(sorted(providers)), critical=False))
    return fine(Cause.NO_FAULT_FOUND, stated)


def telling(happened: Happened, window: Window, one: Incident, *, closely: bool) -> Iterable[Stated]:
    """The figures of the time asked about that show an incident, in the metrics and slices that tools split by.

    They have to be stated where the incident is to be told `closely`.
    """
    made, on = counted.tries(happened, window), closely
    codes, cut = counted.codes(made), [f"{one.dimension}={value}" for value in one.values]
    sliced = [tried for tried in made if one.dimension in SLICES and in_slice(tried, one)]
    match one.what:
        case What.CARDS_TESTED:
            yield from (count(f"failures code={code}", codes[code], critical=on) for code in TRIED_CODES)
        case What.UNREACHABLE:
            yield count("failures code=processing_error", codes["processing_error"], critical=on)
            yield rate(f"success_rate {cut[0]}", *Counts.of(sliced).rate, critical=on)
        case What.DECLINING | What.MIX_SHIFTED:
            yield rate(f"success_rate {cut[0]}", *Counts.of(sliced).rate, critical=on)
        case What.RULE_ADDED:
            yield count("failures code=rule", codes["rule"], critical=on)
        case What.FLOW_BROKEN:
            begun = [one for one in counted.own(happened) if window[0] <= one.created_at < window[1]]
            begun = [payment for payment in begun if payment.booked and payment.booked.service in one.values]
            gained = {
                tried.payment.id for tried in counted.tries(happened, (window[0], happened.now + 1)) if _gained(tried)
            }
            yield rate(f"conversion {cut[0]}", sum(one.id in gained for one in begun), len(begun), critical=on)
        case What.FEWER:
            return


def _gained(tried: Tried) -> bool:
    return tried.ending is Ending.SUCCEEDED


def in_slice(tried: Tried, one: Incident) -> bool:
    return SLICES[one.dimension](tried) in one.values


def rate(key: str, part: int, whole: int, *, critical: bool = True) -> Stated:
    """A part of a whole, as these two."""
    return state(key, "rate", (str(part), str(whole)), critical=critical)
