"""The families: recipes that ask for one skill, told once each, with the twins that keep an answer from being a habit.

A family is the cluster that statistics resample. It is named after its row in the catalogue of faults: A for cards, B
for integration and lifecycle, C for money that goes back, D for what providers are paid, E for debits and memberships,
F for the days of a busy account, R for the risk of a time, S for a morning's summary, N for what the record can't
answer.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evals.suite.case import Task

TWIN = "t"
"""What the name of a twin ends with, after the name of what it is the twin of."""

_VARIANT = re.compile(r"[a-z]+$")
"""What the name of a variant, or of a twin, ends with."""

TABLES: Mapping[str, str] = {
    "A": "Card authorisation",
    "B": "Integration and lifecycle",
    "C": "Refunds, disputes and signals of fraud",
    "D": "Providers' accounts and payouts",
    "E": "Bank debits and memberships",
    "F": "Days of a busy account",
    "R": "Risk of a time",
    "N": "What the record can't answer",
    "S": "What waits in the morning",
}
_TABLE_OF = {"BOOKING": "B", "FEES": "B"}


@dataclass(frozen=True)
class Family:
    """Recipes of one kind: that of its name, its variants and twins (B05, B05e, B05et), and whatever else is `also`.

    `phrasings` name paraphrases of `evals/cases/paraphrases.json` that ask what its recipes ask. `difficulty` is the
    least that its cases have, twins apart: 1 a single signal, 2 something that misleads nearby, 3 something missing or
    misleading in the record itself, 4 several things to be brought together.
    """

    name: str
    title: str
    task: Task
    also: tuple[str, ...] = ()
    phrasings: tuple[str, ...] = ()
    difficulty: int = 1

    @property
    def table(self) -> str:
        """The letter of its table in `TABLES`."""
        return _TABLE_OF.get(self.name, self.name[0])

    def holds(self, recipe: str) -> bool:
        """Whether a recipe is of this family."""
        return recipe in self.also or _VARIANT.sub("", recipe) == self.name


def _family(name: str, title: str, task: Task, phrasings: str = "", *, also: str = "", difficulty: int = 1) -> Family:
    """A family from words: the numbers of its phrasings, and what it holds besides."""
    told = tuple(f"par-{number}" for number in phrasings.split())
    return Family(name, title, task, tuple(also.split()), told, difficulty)


_A = (
    _family("A01", "Insufficient funds", "payment", "0001 0012 0017 0227 0140", also="HERO"),
    _family("A02", "Insufficient funds, then paid", "payment", "0197 0043"),
    _family("A03", "Declined without a reason", "payment", "0012 0227 0189"),
    _family("A04", "Card lost or stolen", "payment", "0017 0012"),
    _family("A05", "Saved card expired", "payment", "0017 0140"),
    _family("A06", "Card data mistyped", "payment", "0001 0017"),
    _family("A07", "Issuer not reached", "payment", "0043 0140"),
    _family("A08", "Customer wanted, charged without", "payment", "0079 0017"),
    _family("A09", "3-D Secure failed", "payment", "0079 0189"),
    _family("A10", "3-D Secure unanswered", "payment", "0043 0189", difficulty=2),
    _family("A11", "Never confirmed", "payment", "0189 0140", difficulty=3),
    _family("A12", "Card can't do this", "payment", "0227 0017"),
    _family("A13", "Blocked as too risky", "payment", "0189 0017"),
    _family("A14", "Blocked by a rule", "payment", "0017 0043"),
    _family("A15", "Approved, then reversed", "payment", "0188", difficulty=3),
    _family("A16", "Blocked as hardly authorizable", "payment", "0017 0012"),
    _family("A17", "Paid, under review", "payment", "0140 0189"),
)

_B = (
    _family("BOOKING", "A booking's payment in full", "booking", "0151 0193 0077"),
    _family("FEES", "What a payment cost", "fee", "0205 0272 0065"),
    _family("B01", "Charged twice, or for two bookings", "customer", "0042 0064 0180", also="B02", difficulty=4),
    _family("B03", "One request sent twice", "payment"),
    _family("B05", "Canceled before it was paid", "payment", "0043 0140 0236"),
    _family("B06", "Authorization lapsed", "payment", "0043 0189"),
    _family("B07", "Capture due", "payment", "0140"),
    _family("B08", "Captured for another amount", "booking", "0181"),
    _family("B09", "Charged in another currency", "booking", difficulty=3),
    _family("B10", "Marked with another booking", "booking", difficulty=3),
    _family("B11", "Webhook not delivered", "webhook", "0216 0169 0024"),
    _family("B12", "Asked in the other mode", "payment", "0140", difficulty=3),
    _family("B13", "Nothing left to charge", "billing", "0280 0032"),
    _family("B14", "Refunded in part", "refund", "0220 0084"),
    _family("B15", "Charge not recognised", "dispute", difficulty=2),
)

_C = (
    _family("C01", "Refund came back", "refund", "0084 0220"),
    _family("C02", "Refund waits", "refund", "0220 0084"),
    _family("C03", "Refund sent, said to be missing", "refund", "0084"),
    _family("C04", "Refunded, provider's share kept", "refund", "0084", difficulty=4),
    _family("C05", "Chargeback to be answered", "dispute", "0068 0052 0283 0040"),
    _family("C06", "Inquiry", "dispute", "0052 0068"),
    _family("C07", "Chargeback lost", "dispute", "0097 0215 0144"),
    _family("C08", "Chargeback won", "dispute", "0287 0215 0097"),
    _family("C09", "Disputed after a refund", "dispute", difficulty=4),
    _family("C10", "Issuer warns of fraud", "dispute"),
    _family("C11", "One card, several disputes", "dispute", "0258", difficulty=4),
)

_D = (
    _family("D01", "Share never sent", "payout"),
    _family("D02", "Share not due yet", "payout"),
    _family("D03", "Share taken back", "payout", difficulty=3),
    _family("D04", "Share of another amount", "payout", difficulty=3),
    _family("D05", "Share sent to another account", "payout", difficulty=3),
    _family("D06", "Share sent twice", "payout", difficulty=3),
    _family("D07", "Balance too low for a share", "payout", difficulty=4),
    _family("D08", "Application fee not the rule's", "payout", difficulty=3),
    _family("D09", "Payout failed", "payout"),
    _family("D10", "Payout shown as paid, then returned", "payout", difficulty=3),
    _family("D11", "Payout on its way", "payout"),
    _family("D12", "Requirements overdue", "payout"),
    _family("D13", "Account under review, rejected or paused", "payout"),
    _family("D14", "Nothing may be sent to the account", "payout", difficulty=3),
    _family("D15", "Negative balance", "payout", difficulty=4),
    _family("D16", "Payouts by hand, or below a minimum", "payout"),
    _family("D17", "Money in reserve", "payout", difficulty=3),
    _family("D18", "Payment on a provider's account", "payment", difficulty=3),
    _family("D19", "Payment in another currency than its share", "payout", difficulty=3),
    _family("D20", "One of several shares missing", "payout", difficulty=4),
    _family("D21", "A provider's escrow of a time", "payout", difficulty=4),
    _family("D22", "A provider's shares past their date", "payout", difficulty=4),
    _family("D23", "A provider's payouts of a time", "payout", difficulty=3),
)

_E = (
    _family("E01", "Debit on its way", "debit", "0278 0089"),
    _family("E02", "Debit refused days later", "debit", "0278 0089"),
    _family("E03", "Debit taken back", "debit", "0052"),
    _family("E04", "Membership's bill retried", "billing", "0211 0230 0280"),
    _family("E05", "Membership given up", "billing", "0211 0280"),
    _family("E06", "Membership never began", "billing", "0032 0280"),
)

_R = (
    _family("R01", "What of a time was risky", "window", difficulty=3),
    _family("R02", "How near a network's bound a month came", "window", difficulty=4),
)

_F = (
    _family("F01", "Cards tested", "window", difficulty=3),
    _family("F02", "A network's issuers out of reach", "window", difficulty=3),
    _family("F03", "Fewer succeed: of each, or by their mix", "window", difficulty=4),
    _family("F04", "A rule added", "window", difficulty=3),
    _family("F05", "One service's payments never confirmed", "window", difficulty=3),
    _family("F06", "Fewer buy, and as many of them can pay", "window", difficulty=2),
    _family("F07", "How near a network's bound is", "window", difficulty=3),
    _family("F08", "What a day brought to the balance", "window"),
    _family("F09", "A quiet day", "window", difficulty=2),
    _family("F10", "Several things at once", "window", difficulty=4),
    _family("F11", "A region's payments", "window", difficulty=2),
)

_S = (_family("S01", "What waits in the morning, the dearest first", "window", difficulty=3),)

_N = (
    _family("B04", "Only the request log tells", "payment", difficulty=3),
    _family("N01", "Id mistyped", "payment", "0017 0189", difficulty=3),
    _family("N02", "Account out of reach", "payment", difficulty=3),
    _family("N03", "Only the platform's logs tell", "booking", "0236", difficulty=3),
    _family("N04", "Events no longer kept", "payment", "0017", difficulty=3),
    _family("N05", "Charges may not be read", "payment", "0017", difficulty=3),
    _family("N06", "Reason behind a decline", "payment", difficulty=3),
    _family("N07", "Note and record disagree", "refund", difficulty=3),
    _family("N08", "Refund taken for granted", "refund", "0198", difficulty=3),
    _family("N09", "Before the account was opened", "window", difficulty=3),
    _family("N10", "Too few for a rate", "window", difficulty=3),
    _family("N11", "Several payments fit", "payment", difficulty=3),
    _family("N12", "How a dispute will end", "dispute", "0260", difficulty=3),
    _family("N13", "Provider's id mistyped", "payout", difficulty=3),
    _family("N14", "Provider of two accounts", "payout", difficulty=3),
)

FAMILIES: tuple[Family, ...] = (*_A, *_B, *_C, *_D, *_E, *_F, *_R, *_S, *_N)


def is_twin(recipe: str) -> bool:
    """Whether a recipe is told only to be held against another."""
    return recipe.endswith(TWIN)


def original(recipe: str) -> str:
    """What a twin is the twin of; any other recipe itself."""
    return recipe.removesuffix(TWIN)


def families_of(recipe: str, families: Iterable[Family] = FAMILIES) -> list[Family]:
    """The families that hold a recipe: one, if the table is right."""
    return [family for family in families if family.holds(recipe)]


def family_of(recipe: str) -> Family:
    """The family of a recipe. Raises LookupError for a recipe of none or of several."""
    found = families_of(recipe)
    if len(found) != 1:
        names = ", ".join(family.name for family in found) or "none"
        raise LookupError(f"recipe {recipe!r} must be in one family of evals/suite/families.py, and is in {names}")
    return found[0]


def stray_recipes(recipes: Iterable[str], families: Iterable[Family] = FAMILIES) -> list[str]:
    """Recipes that are in no family or in several, and families that hold none, or name one that doesn't exist."""
    known, held = list(recipes), list(families)
    wrong = [f"{recipe}: in {len(found)} families" for recipe in known if len(found := families_of(recipe, held)) != 1]
    wrong += [f"{one.name}: no recipe" for one in held if not any(map(one.holds, known))]
    return wrong + [f"{one.name}: no recipe {name}" for one in held for name in one.also if name not in known]
