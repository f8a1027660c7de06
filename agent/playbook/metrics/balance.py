"""What a time brought to the balance, after refunds and Stripe's fees: which questions ask it, and the answer."""

import re
from collections.abc import Iterator, Sequence

from agent.playbook.asked.narrowing import is_of_all
from agent.playbook.asked.parts import Parts, parts
from agent.playbook.asked.tongues import without_accents
from agent.playbook.metrics.found import TableAt, account, when
from agent.playbook.metrics.slices import ATTEMPTS, Slice, is_of_many, slices
from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.figures import CHARGED, REFUNDED, Figure

GROSS, REFUNDS, FEES, NET = "balance_gross", "balance_refunds", "balance_fees", "balance_net"
_TAKINGS = (GROSS, REFUNDS, FEES, NET)
_FEES_FIRST = (FEES, GROSS, REFUNDS, NET)
"""The same where the fees are what is asked for."""
_MOVED = ("balance_moved",)
_OF_PART = ("gmv", "refunded_amount", "fees")
"""What a part of the payments brought: the balance doesn't tell parts apart, so that it is told of the payments."""
_OF_TIMES = frozenset({"currency", "day", "month"})
_DAYS = 31
"""How many days are told one by one; the evidence holds the others."""

_FEES_OFF = r"(?:stripe.?s?\s+|processing\s+)?fees"
_ASKS = re.compile(
    r"\bgross\b.{0,60}\bnet\b|\bnet\b.{0,60}\bgross\b"
    r"|\b(?:our|the|total|net|gross|daily|today.?s|yesterday.?s)\s+(?:revenue|income|takings|earnings|proceeds)\b"
    r"(?!\s+(?:analytics|lost|at\s+risk|recover\w*))"
    r"|^\W*(?:revenue|income|takings)\s+(?:of|on|for|in|from|during|yesterday|today|last|this)\b"
    r"|\b(?:what|how\s+much(?:\s+(?:money|revenue))?)\s+(?:did|have|had)\s+we\s+(?:\w+\s+)?"
    r"(?:take\w*|took|earn\w*|make|made|bring|brought|collect\w*|gross\w*|net(?:ted)?)\b(?!\s+(?:from|of)\s)"
    r"|\bhow\s+much\s+(?:money\s+|revenue\s+)?(?:came|has\s+come|comes)\s+in\b"
    rf"|\b(?:after|net\s+of)\s+(?:refunds\s+and\s+{_FEES_OFF}|{_FEES_OFF}\s+and\s+refunds)\b"
    # the same in German, French, Spanish and Italian, without accents
    r"|\bbrutto\w*\b.{0,60}\bnetto|\bnetto\w*\b.{0,60}\bbrutto|\bwie\s?viel\b.{0,60}\b(?:eingenommen|verdient|umgesetzt)"
    r"|\b(?:umsatz|einnahmen|erlose?)\b"
    r"|\bbruts?\b.{0,60}\bnets?\b|\bchiffre\s+d.affaires\b|\brecettes\b|\bcombien\b.{0,60}\b(?:encaisse|gagne)"
    r"|\bbruto\b.{0,60}\bneto\b|\bcuanto\b.{0,60}\b(?:ingres|gana|factura|cobra|entro)|\bingresos\b"
    r"|\blordo\b.{0,60}\bnetto\b|\bquanto\b.{0,60}\b(?:incassato|guadagnato|fatturato)|\b(?:incassi|ricavi|fatturato)\b",
    re.IGNORECASE,
)
_ASKS_FEES = re.compile(
    r"\b(?:what|which|how\s+much|how\s+high)\b.{0,20}\bfees\b.{0,20}\b(?:we|us|our|stripe)\b"
    r"|\bhow\s+much\b.{0,20}\b(?:did|do|have|had)\s+we\s+(?:pay|paid|spen[dt])\b.{0,25}\bfees\b"
    r"|\b(?:what|how\s+much)\s+(?:did|has)\s+stripe\s+(?:charged?|cost|taken?|kept|keep)\b"
    r"|\b(?:our|total|all)\s+(?:stripe(?:'s)?\s+|processing\s+)?fees\b|\b(?:stripe(?:'s)?|processing)\s+fees\s+"
    r"(?:did\s+we\s+pay\b|(?:last|this|yesterday|today|in|for|during)\b)"
    r"|^\W*fees\s+(?:last|this|yesterday|today|in|for|during)\b",
    re.IGNORECASE,
)
_OTHER_FEES = re.compile(
    r"\b(?:why|right|wrong|correct|agreed?|expected|higher|lower|application|platform|service|booking|late|refunded|if"
    r"|would|should|will|card|percent\w*|rates?|for\s+(?:an?|this|that|each|every|one))\b",
    re.IGNORECASE,
)
"""What asks about other fees than Stripe's of a time, or whether and why they are what they are."""
_OF_OTHERS = re.compile(
    r"\b(?:bank|payouts?|paid\s+out|escrow|providers?|twice|double\w*|duplicate\w*|disput\w+|bookings?)\b",
    re.IGNORECASE,
)
"""What makes it a question about what the money is of, or where it went."""
_OF_WHOM = re.compile(r"\bcustomers?\b", re.IGNORECASE)
_BY_DAY = re.compile(
    r"\b(?:by|per|each|every|for\s+each)\s+day\b|\bday\s+by\s+day\b|\bdaily\b|\bpro\s+tag\b|\btag\s+fur\s+tag\b"
    r"|\bpar\s+jour\b|\bpor\s+dia\b|\bal\s+giorno\b|\bgiorno\s+per\s+giorno\b",
    re.IGNORECASE,
)
_STILL_OPEN = DraftLimit(
    missing="What these payments bring in the end: refunds and disputes may still come, and a bank may still return a "
    "debit that is counted here.",
    would_settle="The same question later counts each of them on the day on which its money moves.",
)
_FEES_APART = DraftLimit(
    missing="Fees that Stripe takes apart from payments and refunds, such as those of disputes or of its other "
    "products: these figures leave them out, and what else moved the balance holds them.",
    would_settle="Stripe's own invoices, in the Dashboard, tell each of them.",
)
_UNREAD = DraftLimit(
    missing="A part of the movements of that time.",
    would_settle="A shorter time, or a key that may read what is named under coverage.",
)


def takings(question: str, of: Parts | None = None) -> tuple[Slice, ...]:
    """What is asked for where a question wants a time's gross, fees, refunds or net; empty for any other question.

    Where it splits them by anything but time and currency it is a question about the payments and not the balance, and
    so it is where it names a part of the payments.
    """
    of = parts(question) if of is None else of
    if {name for name, _ in of.values} - {"currency"}:
        return _of_part(of)
    said, wanted = of.rest, _wanted(of.rest)
    if not wanted or _OF_OTHERS.search(said) or _OF_WHOM.search(said) or not is_of_all(said):
        return ()
    sliced = slices(question)
    if any((one.where and not of.values) or {*one.by} - _OF_TIMES or (one.by and wanted != _TAKINGS) for one in sliced):
        return ()
    by_day = _BY_DAY.search(without_accents(question)) is not None
    each = ((Slice(wanted, (), where), *([Slice(wanted, ("day",), where)] if by_day else [])) for where in of.each)
    return (*(one for some in each for one in some), *(Slice(_MOVED, ("movement",), where) for where in of.each))


def _wanted(question: str) -> tuple[str, ...]:
    """The figures that a question wants of the balance, what it asks for first."""
    if _ASKS.search(without_accents(question)):
        return _TAKINGS
    return _FEES_FIRST if _ASKS_FEES.search(question) and not _OTHER_FEES.search(question) else ()


def _of_part(of: Parts) -> tuple[Slice, ...]:
    """What a part of the payments brought, where that is asked."""
    if not _ASKS.search(without_accents(of.rest)) or _OF_OTHERS.search(of.rest) or not is_of_many(of.rest):
        return ()
    return tuple(Slice((*_OF_PART, ATTEMPTS), (), where) for where in of.each)


def balance_answer(tables: Sequence[TableAt]) -> Answer | None:
    """What the balance got, each currency apart, then what else moved it; null where other metrics were asked for."""
    at = tables[0]
    if at.found.definitions.keys() != {*_TAKINGS}:
        return None
    rows = _by_currency(at)
    if any(not one.outcome.coverage.complete for one in tables):
        return _partly(at)
    if not rows:
        return _nothing(at)
    told = [_line(row) for row in rows]
    order = [str(row[GROSS][1].currency) for row in rows]
    days = [line for one in tables if one.found.by == ["day"] for line in _days(one, order)]
    moved = [line for one in tables if one.found.by == ["movement"] for line in _others(one)]
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.NO_FAULT_FOUND,
        party=Party.NONE,
        claim=finding("cause", account(at), _claim(at, rows), at.ref("figures")),
        findings=tuple(finding("total", account(at), text) for text in (*told, *days, *moved)),
        next_steps=(
            action(ActionCode.NO_ACTION, None, "The figures are the answer: what follows is yours to decide."),
        ),
        limits=(_FEES_APART if _of_fees(at) else _STILL_OPEN,),
    )


_Row = dict[str, tuple[Place, Figure]]


def _by_currency(at: TableAt, slice_of: str = "") -> list[_Row]:
    """The figures of each currency by their metric, that of the most payments first; of one day where told."""
    rows: dict[str, _Row] = {}
    for number, one in enumerate(at.found.figures):
        if one.currency and one.amount and one.slice.get("day", "") == slice_of:
            rows.setdefault(one.currency, {})[one.metric] = (Place(at.ref(f"figures[{number}]")), one)
    whole = [
        row for row in rows.values() if {*_TAKINGS} <= row.keys() and any(one.denominator for _, one in row.values())
    ]
    return sorted(whole, key=lambda row: -(row[GROSS][1].denominator or 0))


def _amount(row: _Row, metric: str) -> str:
    return row[metric][0].slot("amount")


def _of_fees(at: TableAt) -> bool:
    """Whether the fees are what was asked for."""
    return at.outcome.arguments.get("metrics") == [*_FEES_FIRST]


def _claim(at: TableAt, rows: Sequence[_Row]) -> str:
    start, metric = ("Stripe's fees on payments and refunds", FEES) if _of_fees(at) else ("Net of payments", NET)
    each = ", ".join(f"{_amount(row, metric)} of gross {_amount(row, GROSS)}" for row in rows)
    return (
        f"{start}: {each}. {when(at)}, by the clock of {at.slot('time_zone')}, each currency as the balance "
        "holds it, counted when the money moved."
    )


def _line(row: _Row, start: str = "") -> str:
    """A currency's statement."""
    place, _ = row[GROSS]
    return (
        f"{start or place.slot('currency')}: gross {_amount(row, GROSS)} (movements: {place.slot('denominator')}), "
        f"refunds {_amount(row, REFUNDS)} ({row[REFUNDS][0].slot('denominator')}), Stripe's fees "
        f"{_amount(row, FEES)}, net {_amount(row, NET)}."
    )


def _days(at: TableAt, order: Sequence[str]) -> Iterator[str]:
    """Each day's statement, the days in their order, and within each the currencies in theirs."""
    for day in list(dict.fromkeys(one.slice["day"] for one in at.found.figures))[:_DAYS]:
        for row in sorted(_by_currency(at, day), key=lambda row: order.index(str(row[GROSS][1].currency))):
            place, _ = row[GROSS]
            yield _line(row, f"Day {place.slot('slice.day')}, {place.slot('currency')}")


def _others(at: TableAt) -> Iterator[str]:
    """What else moved the balance, the largest of each currency first."""
    rest = [
        (Place(at.ref(f"figures[{number}]")), one)
        for number, one in enumerate(at.found.figures)
        if one.slice["movement"] not in (*CHARGED, *REFUNDED) and one.amount and one.amount.minor
    ]
    rest.sort(key=lambda told: (told[1].slice["movement"], -(told[1].denominator or 0)))
    if rest:
        each = "; ".join(f"{place.slot('slice.movement')} {place.slot('amount')}" for place, _ in rest)
        yield f"Moved besides the payments, what left the balance with a minus: {each}."


def _partly(at: TableAt) -> Answer:
    text = f"{when(at)}: not all movements on the balance could be read, so that nothing is summed up."
    return _open(at, finding("observation", account(at), text, severity="warning"), _UNREAD)


def _nothing(at: TableAt) -> Answer:
    text = f"{when(at)}: there is nothing on the balance that these figures could be made of."
    return _open(at, finding("observation", account(at), text, severity="warning"))


def _open(at: TableAt, claim: DraftFinding, *limits: DraftLimit) -> Answer:
    step = action(ActionCode.CHECK_REFERENCE, None, "Ask again for another time.")
    return Answer(Verdict.INCONCLUSIVE, Party.UNKNOWN, claim, next_steps=(step,), limits=limits)
