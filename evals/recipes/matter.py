"""What a recipe of a wider question leaves behind: what is asked, of what, and what would mislead."""

from dataclasses import dataclass, replace
from enum import StrEnum

from evals.truth import Asked, Distractor, Grants
from evals.world.billing import Membership
from evals.world.happened import Payment
from evals.world.parties import Provider
from tools.contract.causes import CauseCode


class Topic(StrEnum):
    """What a question is about; each has its own way of reading the truth off what happened."""

    PAYMENT = "payment"
    TWICE = "charged twice"
    AMOUNT = "amount or currency"
    MARKS = "metadata"
    MODE = "mode of the key"
    FEES = "fees"
    DELIVERY = "webhook delivery"
    REFUND = "refund"
    DISPUTE = "dispute"
    WARNING = "fraud warning"
    REPEATED = "disputes of one card"
    STATEMENT = "charge on a statement"
    DEBIT = "bank debit"
    MEMBERSHIP = "subscription"
    IDENTITY = "an id that is not to be had"
    LOGS = "what only the platform's own logs tell"
    RECORD = "what is left of the record"
    REASON = "the issuer's reason"
    WINDOW = "a span of time"
    RATE = "a rate"
    WHICH = "one payment of several"
    FORECAST = "how a dispute will end"
    PAYOUT = "a provider's last payout"
    EARNINGS = "what a provider's earnings wait for"
    STANDING = "how a provider's account stands"
    SHARE = "a provider's share of a booking"
    SCOPE = "whose account a payment is on"
    ESCROW = "a provider's shares over a time"
    PERFORMANCE = "a provider's payouts over a time"
    NOBODY = "a provider's id that is nobody's"
    EITHER = "a provider of several accounts"
    CONVERSION = "a share of a payment that was converted"
    PERIL = "what of a time was risky"
    PROGRAMME = "a network's programme in a month"
    HEALTH = "how payments went over a time"
    APPROACH = "how far a month is from a network's bound"
    REVENUE = "what a day brought"
    REGION = "the payments of one region over a time"
    SUMMARY = "what waits for a person in the morning"


class What(StrEnum):
    """What can befall a part of an account's payments."""

    CARDS_TESTED = "cards were tested"
    UNREACHABLE = "issuers could not be reached"
    DECLINING = "issuers decline more"
    RULE_ADDED = "a rule blocks what used to be paid"
    FLOW_BROKEN = "payments are begun and never confirmed"
    FEWER = "fewer people buy"
    MIX_SHIFTED = "more is paid with cards that were always refused more often"


@dataclass(frozen=True, slots=True)
class Incident:
    """What befell the payments of a slice, from a moment up to another: by when it began and was over, if it is.

    `dimension` and `values` name the slice; `good` is how many of those it befell would have been paid without it.
    """

    what: What
    since: int
    until: int
    dimension: str = ""
    values: tuple[str, ...] = ()
    over: bool = False
    good: int = 0


@dataclass(frozen=True, slots=True)
class Matter:
    """A planted story to ask about. `subject` is the object asked about, `payment` the one that it turns on."""

    recipe: str
    topic: Topic
    subject: str
    questions: tuple[Asked, ...]
    payment: Payment | None
    near_misses: frozenset[CauseCode]
    distractors: tuple[Distractor, ...] = ()
    difficulty: int = 2
    membership: Membership | None = None
    grants: Grants = Grants()  # noqa: RUF009 - frozen
    acceptable: frozenset[CauseCode] = frozenset()
    window: tuple[int, int] = (0, 0)
    """The span of time asked about: from its first moment up to, not including, the last."""
    provider: Provider | None = None
    """The provider whose account it turns on."""
    incidents: tuple[Incident, ...] = ()
    """What befell the payments of the time asked about."""
    beside: tuple[Payment, ...] = ()
    """The payments that it turns on together, where that is no single one."""

    def of_provider(self, provider: Provider) -> "Matter":
        """The same about work of another provider, where it is about a provider's."""
        before = self.provider
        if before is None:
            return self

        def named(text: str) -> str:
            return text.replace(before.id, provider.id).replace(before.account, provider.account)

        questions = tuple(
            Asked(named(one.text), tuple((name, named(value)) for name, value in one.given)) for one in self.questions
        )
        grants = replace(self.grants, connected=tuple(map(named, self.grants.connected)))
        return replace(self, questions=questions, grants=grants, provider=provider)


def ask(given: dict[str, str], *texts: str) -> tuple[Asked, ...]:
    """Questions with what the asker has in hand put in: `{payment}` and the like."""
    return tuple(Asked(text.format(**given), tuple(given.items())) for text in texts)
