"""An account of Connect under investigation: what was read of it, and how an answer about it is put together."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.playbook.asked.windows import Span
from agent.playbook.connect.calls import DAYS, USUAL, WEEKS, length
from agent.playbook.payment.case import Place
from agent.playbook.router.lexicon import lexicon
from agent.playbook.router.reading import read
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftRuledOut, DraftStep, Severity
from agent.thread.evidence import Evidence
from agent.verification.causes import NO_FAULT, AccountCase, Excluded, Proven, judge, near_misses
from agent.verification.causes.account_case import opened
from agent.verification.negation import denials
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Missing
from tools.contract.outcome import Outcome
from tools.contract.payouts import PayoutState, ProviderPayouts

PAYOUTS, HEALTH = "payouts", "account-health"
ACCOUNT_BOOKS = frozenset({PAYOUTS, HEALTH})
"""The playbooks whose questions are about an account."""
TOOL = "provider_payouts"
_CITED = 8
_MOST_RULED_OUT = 5
_WHEN = re.compile(
    r"\b(?:when|next|soon|yet|still|arriv\w*|where\s+is|on\s+(?:its|the)\s+way|waiting|hasn['\u2019]?t|haven['\u2019]?t|not\s+been)\b",
    re.IGNORECASE,
)


_HOW_THEY_DID = re.compile(
    r"\bhow\s+(?:did|do|have|are|were|was)\b[^.?!]*?\b(?:do(?:ne|ing)?|go(?:ne|ing)?|went|far(?:ed?|ing)|perform\w*)\b"
    r"|\bhow\s+many\b(?:\W+\w+){0,6}?\W+(?:made|arrived?|fail(?:ed)?|came\s+back|returned)\b"
    r"|\bpayout\s+(?:performance|history)\b",
    re.IGNORECASE,
)
_STOPPED = re.compile(r"\b(?:stop(?:s|ped|ping)?|halt(?:s|ed|ing)?|ceased?|dried\s+up)\b", re.IGNORECASE)
_TO_COME = re.compile(r"\b(?:when|next)\b", re.IGNORECASE)
_NOT_THERE = ("held", "not_arrived")
"""What a question says of money that has not come."""
_TO_THE_BANK = frozenset({"payout", "at_the_bank"})
_OF_MONEY = frozenset({"payouts", "escrow", "transfers"})


def side(question: str, taken: str) -> str:
    """Which side of an account a question is about, whatever playbook it takes: its money's way, or its standing."""
    if taken in ACCOUNT_BOOKS:
        return taken
    return PAYOUTS if _of_money(question) else HEALTH


def asks_only_of_standing(question: str, taken: str, span: Span | None) -> bool:
    """Whether a question is of how an account stands and nothing of its money, at no time but now."""
    return side(question, taken) == HEALTH and span is None and not _of_money(question)


def _of_money(question: str) -> bool:
    of = lexicon().of
    return any(of.get(sign) in _OF_MONEY for sign in read(question).signs)


def asks_of_sending(question: str) -> bool:
    """Whether a question is also of transfers that the platform has still to make."""
    signs = read(question).signs
    return any("transfer" in signs.get(name, "").lower() for name in _NOT_THERE)


@dataclass(frozen=True)
class AccountAt(Place):
    """What `provider_payouts` told, and the question."""

    found: ProviderPayouts
    outcome: Outcome
    question: str = ""
    book: str = PAYOUTS
    span: Span | None = None
    """The time that the question names."""
    about: str | None = None
    """The payout that a claim is about, where it is about one and not about the account as it stands."""

    @property
    def subject(self) -> str:
        """Whom findings are about: the account, or where its id could not be read the name of the platform's."""
        return self.found.id or self.outcome.coverage.account

    @property
    def party(self) -> Party:
        """Who acts for the account."""
        return Party.PLATFORM if self.found.platform else Party.CONNECTED_ACCOUNT

    @property
    def asks_when(self) -> bool:
        """Whether the question is when money comes, or where it is."""
        return _WHEN.search(self.question) is not None

    @property
    def asks_how_they_did(self) -> bool:
        """Whether the question is how payouts of a time past did, of which the last tells how they stand."""
        past = self.span is not None and not self.span.ahead
        told = _HOW_THEY_DID.search(self.question) is not None and _TO_COME.search(self.question) is None
        return past and self.of_payouts and told

    @property
    def asks_what_waits(self) -> bool:
        """Whether the question is why money that was earned is held up, why a time saw no payout, or why none came."""
        signs = read(self.question).signs
        earned = signs.get("earnings")
        away = [signs[name] for name in _NOT_THERE if name in signs]
        held_up = earned is not None and any(_said_together(self.question, one, earned) for one in away)
        timed = self.span is not None
        unseen = not _TO_THE_BANK.isdisjoint(signs) and "not_arrived" in signs and not asks_of_sending(self.question)
        return held_up or unseen or (timed and any(one.thing == "payout" for one in denials(self.question)))

    @property
    def asks_why_stopped(self) -> bool:
        """Whether the question has it that payouts stopped."""
        return self.of_payouts and _STOPPED.search(self.question) is not None

    @property
    def asks_of_payout(self) -> bool:
        """Whether the question is of a single payout: one that it names, or the last."""
        return self.case is not None and (self.case.scope is not None or self.case.of_last)

    @property
    def of_payouts(self) -> bool:
        """Whether the question speaks of payouts, or of money at the bank."""
        return not _TO_THE_BANK.isdisjoint(read(self.question).signs)

    @cached_property
    def case(self) -> AccountCase | None:
        """The account as the rules of causes read it."""
        if self.found.id is None:
            return None
        evidence = Evidence(number=int(self.at[1:]), call_id="", outcome=self.outcome)
        return opened(self.about or self.found.id, self.question, [evidence])

    @property
    def day(self) -> Span | None:
        """The day of the past that the question names; it picks out payouts, and bounds nothing that is read."""
        one = self.span if self.span is not None and not self.span.ahead else None
        return one if one is not None and (length(one) or USUAL) <= DAYS else None

    @property
    def week(self) -> Span | None:
        """The time that the question names, where that is no longer than a week; its payouts are told first."""
        return self.span if self.span is not None and (length(self.span) or USUAL) <= WEEKS else None

    @property
    def deciding(self) -> tuple[Place, PayoutState] | None:
        """The payout that decides, and its place."""
        case = self.case
        if case is None or case.payout is None:
            return None
        at, payout = case.payout
        return Place(f"{self.at}.payouts[{at}]"), payout

    def complete(self, *parts: str) -> bool:
        """Whether all these parts were read whole."""
        found = [self.outcome.coverage.part(part) for part in parts]
        return all(part is not None and part.complete for part in found)

    def read(self, part: str) -> bool:
        """Whether anything came of a part at all, be it an empty list."""
        found = self.outcome.coverage.part(part)
        return found is not None and found.pages > 0

    def lacks(self, part: str) -> Missing | None:
        """Why a part was not read, or not whole."""
        found = self.outcome.coverage.part(part)
        return found.missing if found is not None else None

    def shown(self, path: str, count: int, most: int = 6) -> str:
        """The slots of a list's first values: `a, b`."""
        return ", ".join(self.slot(f"{path}[{at}]") for at in range(min(count, most)))

    def told(self, text: str, *facts: str, severity: Severity = "info", owner: str | None = None) -> DraftFinding:
        """An observation of the account, or of what belongs to it."""
        return finding("observation", owner or self.subject, text, *facts, severity=severity)


def _said_together(question: str, one: str, other: str) -> bool:
    """Whether words that were understood stand within each other, or at most three words apart."""
    first, then = re.escape(one), re.escape(other)
    gap = r"(?:\W+\w+){0,3}?\W+"
    return other in one or re.search(f"{first}{gap}{then}|{then}{gap}{first}", question) is not None


@dataclass(frozen=True)
class AccountBranch:
    """A way to answer of an account. `supposes` is the hypothesis it belongs to; `decide` gives None for another story.

    `books` are the playbooks in which it is tried; none means all that are about accounts.
    """

    name: str
    supposes: str
    decide: Callable[[AccountAt], Answer | None]
    books: frozenset[str] = frozenset()


def claimed(
    account: AccountAt,
    cause: CauseCode,
    party: Party,
    text: str,
    steps: Sequence[DraftStep],
    *,
    severity: Severity = "warning",
    limits: tuple[DraftLimit, ...] = (),
) -> Answer | None:
    """The answer that names a cause whose rule holds, as surely as its near-misses are excluded."""
    case = account.case
    ruling = judge(cause, case) if case else None
    if case is None or not isinstance(ruling, Proven):
        return None
    misses = near_misses(cause, case)
    sure = all(isinstance(judge(miss, case), Excluded) for miss in misses)
    verdict = Verdict.NO_ISSUE if cause in NO_FAULT else Verdict.EXPLAINED
    return Answer(
        verdict=verdict if sure else Verdict.LIKELY,
        cause=cause,
        party=party,
        claim=finding("cause", account.about or account.subject, text, *ruling.refs[:_CITED], severity=severity),
        ruled_out=tuple(_ruled_out(case, cause, misses)),
        next_steps=tuple(steps),
        limits=limits if sure else (*limits, *_unsure(case, misses)),
    )


_OFTEN_THOUGHT = (
    CauseCode.PAYOUT_FAILED,
    CauseCode.REQUIREMENTS_PAST_DUE,
    CauseCode.ACCOUNT_UNDER_REVIEW,
    CauseCode.PAYOUTS_MANUAL,
    CauseCode.NEGATIVE_BALANCE,
    CauseCode.RESERVE_HELD,
)


def _ruled_out(case: AccountCase, cause: CauseCode, misses: Sequence[CauseCode]) -> Iterator[DraftRuledOut]:
    left = _MOST_RULED_OUT
    for other in dict.fromkeys((*misses, *_OFTEN_THOUGHT)):
        ruling = judge(other, case)
        if other != cause and left and isinstance(ruling, Excluded) and not _of_another(case, other):
            left -= 1
            yield DraftRuledOut(cause=other, facts=list(ruling.refs))


def _of_another(case: AccountCase, cause: CauseCode) -> bool:
    """Whether another payout than the deciding one failed, so that to rule a failure out would deny what is told."""
    if cause not in (CauseCode.PAYOUT_FAILED, CauseCode.PAYOUT_RETURNED) or case.scope is not None:
        return False
    statuses = [one.status for one in case.told.payouts]
    return "failed" in statuses and case.payout is not None and case.payout[1].status != "failed"


def _unsure(case: AccountCase, misses: Sequence[CauseCode]) -> Iterator[DraftLimit]:
    """What would tell the cause from another that is easily taken for it."""
    if CauseCode.PAYOUT_RETURNED in misses and not isinstance(judge(CauseCode.PAYOUT_RETURNED, case), Excluded):
        yield DraftLimit(
            missing="Whether the payout was shown as paid before it failed: the events were not read whole.",
            would_settle="The payout's page in the Dashboard shows its history.",
        )
