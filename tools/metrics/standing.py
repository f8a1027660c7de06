"""How near an account is to the networks' monitoring programmes, from what a health reads anyway."""

from datetime import datetime, timedelta

from tools.contract.figures import Health
from tools.contract.outcome import Failure
from tools.metrics.gather import CHARGES, DISPUTES, WARNINGS, Gathered
from tools.reading.parts import Reads
from tools.risk.months import Month
from tools.risk.programmes import Claims, definitions, first_day, programmes
from tools.shapes import Charge, Dispute, FraudWarning, OwnAccount

_ACCOUNT = "account"
_COUNTED = (CHARGES, DISPUTES, WARNINGS)
_INSTANT = timedelta(microseconds=1)


async def country_of(reads: Reads) -> str | None:
    """The account's country, by which programmes differ; None where the key may not read it. No figure rests on it."""
    found = await reads.one(_ACCOUNT, "/v1/account", OwnAccount)
    reads.parts.pop(_ACCOUNT, None)
    return None if isinstance(found, Failure) else found.country


def with_programmes(health: Health, gathered: Gathered, reads: Reads, country: str | None) -> Health:
    """The health with the programmes of the month that its window ends in.

    Without them where the country isn't known, where a list that they count was cut short, or where what was read
    doesn't reach back to the first of the month before, whose payments some programmes count.
    """
    month = Month.of(_end(health) - _INSTANT, first_day(country))
    whole = all(name not in reads.parts or reads.complete(name) for name in _COUNTED)
    held = all(gathered.has(name) for name in _COUNTED) and gathered.since <= month.before.begins()
    if country is None or not whole or not held:
        return health
    claims = Claims(
        country, gathered.of(CHARGES, Charge), gathered.of(DISPUTES, Dispute), gathered.of(WARNINGS, FraudWarning)
    )
    found = programmes(claims, month, health.as_of)
    return health.model_copy(update={"programmes": found, "programmes_lack": definitions().not_shown})


def _end(health: Health) -> datetime:
    return min(health.window.until or health.as_of, health.as_of)
