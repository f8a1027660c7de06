"""Follow-ups: what a question goes on from that names nothing, and which kind it is where it says none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.playbook.asked.parts import Parts, parts
from agent.playbook.asked.references import References, references
from agent.playbook.asked.zones import zone_words
from agent.playbook.lists.counted import asks_for_a_count
from agent.playbook.metrics.asked import Asked, asks_of_metrics
from agent.playbook.metrics.before import comparison_of
from agent.playbook.metrics.named import PAYOUTS
from agent.playbook.metrics.slices import asks_by_name, split_of
from agent.playbook.router import GENERAL, PROVIDERS, SAYS_NO_KIND, Route, route
from agent.report import ReportDraft
from agent.verification.asked import place, points_elsewhere, without_pointing
from agent.verification.several import asks_for_several

_GOES_ON = re.compile(
    r"^\W*(?:(?:ok|okay|thanks|thank you|right|so|hm+)\W+)*"
    r"(?:and|or|also|same|ditto|likewise|what about|how about|what of|und|et|y)\b",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"\b(?:it|its|this|that|her|his|their|them)\b", re.IGNORECASE)
_THIS_TIME = re.compile(
    r"^\W*(?:and|or|what\s+about|how\s+about)\s+(?:in\s+|for\s+)?this\s+(?:week|month|quarter|year)\b", re.IGNORECASE
)
_OF_PAYMENT = re.compile(r"\bpi_|\b(?:payment|charge|transaction)\b", re.IGNORECASE)
_OF_WHOSE = re.compile(
    r"\b(?:they|their|theirs|them|he|his|him|she|hers?|its?|th(?:e|is|at)\s+(?:provider|account))\b", re.IGNORECASE
)
_OURS = re.compile(r"\b(?:we|our|ours|us|platform)\b", re.IGNORECASE)
_PROVIDER = "provider_id"
_FOLLOWED = ("pi_", "cus_")
_ROWS = (*_FOLLOWED, "re_", "pyr_", "du_", "dp_", "in_", "evt_")
"""What a list is of; each row can be gone on from by its place."""
_OF_ANYTHING = frozenset({"id pi", "id ch", "id py", "id booking", "id order", "id cus"})


@dataclass(frozen=True)
class Before:
    """The thread until now: its questions, what their reports were about, and what the last one listed undecided."""

    questions: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """Payments and customers, the last spoken of last."""
    listed: tuple[str, ...] = ()
    undecided: bool = False
    """Whether a single one was meant by the last question, and its report left open which of those it listed."""
    lists: bool = False
    """Whether the last report was itself a list, and spoke of no single one."""

    def extended(self, question: str) -> "Before":
        """With one more question asked."""
        return replace(self, questions=(*self.questions, question))

    def reported(self, draft: ReportDraft) -> "Before":
        """With the report that was accepted of its last question."""
        claim = next((one.subject for one in draft.findings if one.kind != "comparison"), "")
        named = [one.subject for one in draft.findings if one.subject.startswith("pi_")]
        listing = not draft.exhibits and len({*named}) > 1 and not claim.startswith("cus_")
        if claim.startswith(_FOLLOWED) and not listing:
            about = (*(one for one in self.about if one != claim), claim)
            kept = claim in self.listed or place(self.questions[-1]) is not None
            return replace(self, about=about, listed=self.listed if kept else (), undecided=False, lists=False)
        rows = [one.subject for one in draft.findings if one.subject.startswith(_ROWS)]
        asked = self.questions[-1]
        one_meant = not references(asked).none or points_elsewhere(asked)
        undecided = one_meant and any(one.startswith(_FOLLOWED) for one in rows)
        return replace(self, listed=tuple(dict.fromkeys(rows)), undecided=undecided, lists=bool(rows) and not undecided)


NOTHING = Before()
"""A thread in which nothing was asked yet."""


def kind(question: str, before: Before) -> Route:
    """The playbook of a question; one that says no kind of its own is of the kind of the one that it goes on from."""
    taken: Route | None = None
    of_payment: Route | None = None
    of_a_list = False
    for said in (*before.questions, question):
        if asks_for_several(said):
            taken, of_a_list = route(said), True
            continue
        if of_a_list and not references(said).none:
            taken = None  # what is named after a list is asked about for itself
        of_a_list = False
        own = route(without_pointing(said) if taken is not None and references(said).none else said)
        earlier = of_payment if _OF_PAYMENT.search(said) else taken
        taken = _kept(earlier) if earlier is not None and _says_no_kind(said, own) else own
        of_payment = of_payment if taken.name == "customer" else taken
    return taken or route(question)


def counting(question: str, before: Before, timed: bool) -> str | None:
    """The question whose count is asked for: this one, or where it only names another time, the one before it."""
    if asks_for_a_count(question):
        return question
    if not timed or not _moves_time(question):
        return None
    said = next((one for one in reversed(before.questions) if not _moves_time(one)), "")
    return said if asks_for_a_count(said) else None


def gone_on_from(question: str, before: Before, *, timed: bool) -> tuple[str, ...]:
    """The questions that this one changes nothing of but the time, the part of the payments, the clock, or what figures
    are split by or held against, as "and for Mastercard?" does: the first is the one that asks something, the last this
    one, which is alone where it asks itself.
    """
    names = timed or parts(question).values or zone_words(question) or _asides(question)
    if not names or not _changes_little(question):
        return (question,)
    asked = next((at for at, one in enumerate(reversed(before.questions)) if not _changes_little(one)), None)
    return (question,) if asked is None else (*before.questions[-1 - asked :], question)


def measured(question: str, before: Before, named: References, *, timed: bool) -> Asked | None:
    """What is asked of the metrics: by this question, or where it only names another time, another part of the
    payments, another clock, a split or a comparison, by the one that it goes on from.
    """
    if not named.none:
        return _of_provider(question, named)
    own = asks_of_metrics(question)
    if own is not None:
        return own
    first, *later = gone_on_from(question, before, timed=timed)
    if not later or not references(first).none:
        return None
    of, split, held = parts(first), "", ""
    for said in later:
        more = parts(said)
        of, by, beside = of.changed(more), split_of(more.rest), comparison_of(more.rest)
        split, held = by if by or beside else split, beside or held
    return asks_of_metrics(first, Parts(of.values, " ".join([of.rest.rstrip(" ?.!"), split, held]).rstrip()))


def _asides(question: str) -> list[str]:
    """What a question wants figures to be split by, and held against, in its words."""
    said = parts(question).rest
    return [one for one in (split_of(said), comparison_of(said)) if one]


def _of_provider(question: str, named: References) -> Asked | None:
    """What is asked of the metrics of one provider: a metric by its name, and nothing else is named."""
    if named != References(metadata=named.metadata) or [key for key, _ in named.metadata] != [_PROVIDER]:
        return None
    provider = named.metadata[0][1]
    said = question.replace(provider, " ")
    of = parts(said)
    if not asks_by_name(of.rest):
        return None
    asked = asks_of_metrics(said, Parts((*of.values, ("provider", (provider,))), of.rest))
    return asked if asked and not asked.changes and not any(PAYOUTS & {*one.metrics} for one in asked.slices) else None


def listing(question: str, before: Before, *, timed: bool) -> str:
    """The question whose list is asked for: this one, or where it only names another time, the one before it."""
    if not timed or not _moves_time(question):
        return question
    said = next((one for one in reversed(before.questions) if not _moves_time(one)), "")
    return said if said and references(said).none else question


def _moves_time(question: str) -> bool:
    """Whether a question says nothing but another time, or clock, as "and last week?" does."""
    return not parts(question).values and _says_little(question)


def _changes_little(question: str) -> bool:
    """Whether a question says nothing but another time, clock or part of the payments, a split or a comparison."""
    said = question
    for one in _asides(question):
        said = said.replace(one, " ")
    return _says_little(said) and not asks_for_a_count(question) and asks_of_metrics(question) is None


def _says_little(question: str) -> bool:
    said = _THIS_TIME.sub("", parts(question).rest)
    return references(question).none and not _OF_ONE.search(said) and _says_no_kind(said, route(said))


def meant(question: str, before: Before, beside: Iterable[str], timed: bool) -> list[str]:
    """The payments or customers that a question means which names none; several where it doesn't tell them apart.

    `beside` are payments known to belong to the one spoken of last; `timed` is whether the question names a time, which
    it may ask about instead.
    """
    if timed and not _of_one(question):
        return []
    at = place(question)
    if at is not None and before.listed:
        return [before.listed[at]] if at < len(before.listed) else [*before.listed]
    spoken = [one for one in before.about if one.startswith("pi_")] or [*before.about]
    if before.lists and (len(before.listed) == 1 or not spoken) and _goes_on(question):
        return [*before.listed]
    if before.undecided or not spoken:
        return [*before.listed] if before.undecided else []
    if points_elsewhere(question):
        beside = (*(before.listed if spoken[-1] in before.listed else ()), *beside)
        return [one for one in dict.fromkeys((*spoken, *beside)) if one != spoken[-1]]
    return [spoken[-1]]


def whose(question: str, before: Before, kind: str) -> References | None:
    """The provider or account that a question about a provider's money means which names none: the one named last.

    A payment named since is what is spoken of then, and a question of all, or of the platform, goes on from nothing.
    """
    if kind not in PROVIDERS or asks_for_several(question) or _OURS.search(question):
        return None
    if not (_GOES_ON.search(question) or _OF_WHOSE.search(question)):
        return None
    last = next((named for said in reversed(before.questions) if not (named := references(said)).none), References())
    accounts = tuple(one for one in last.objects if one.startswith("acct_"))
    providers = tuple(pair for pair in last.metadata if pair[0] == _PROVIDER)
    found = References(objects=accounts[-1:]) if accounts else References(metadata=providers[-1:])
    return None if last.payments or found.none else found


def of_ours(question: str) -> bool:
    """Whether a question is of the platform's own, and points at nothing that was spoken of."""
    points = _GOES_ON.search(question) or _OF_ONE.search(question)
    return _OURS.search(question) is not None and points is None


def _says_no_kind(question: str, own: Route) -> bool:
    if own.name == GENERAL and set(own.signs) <= SAYS_NO_KIND:
        return True
    ids_alone = {sign for sign in own.signs if not sign.startswith("only ")} <= _OF_ANYTHING | SAYS_NO_KIND
    return bool(_GOES_ON.search(question)) and ids_alone


def _goes_on(question: str) -> bool:
    """Whether a question speaks of what was told last, or says too little to be about anything else."""
    said = _GOES_ON.search(question) or _OF_ONE.search(question)
    return said is not None or _says_no_kind(question, route(question))


def _of_one(question: str) -> bool:
    """Whether a question that names a time asks about what was spoken of, and not about that time as a whole."""
    said = _GOES_ON.search(question) or _OF_ONE.search(question)
    return said is not None and not _says_no_kind(question, route(question))


def _kept(earlier: Route) -> Route:
    why = earlier.why.removeprefix(_ON)
    return replace(earlier, why=f"{_ON}{why}")


_ON = "it goes on from an earlier question, of which: "
