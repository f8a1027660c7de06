"""What an answer owes to each branch of the playbook: the case as it was asked, and as it would be without a branch."""

import tempfile
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from agent.models.conversation import Conversation, Turn
from agent.playbook import BRANCHES, Playbook
from agent.playbook.connect import transfers
from agent.playbook.connect.of_accounts import ACCOUNT_BRANCHES
from agent.playbook.notebook import Notebook, read
from agent.playbook.payment.branches import Branch
from agent.playbook.reporting import report
from agent.playbook.writing.drafting import Answer
from agent.report import ReportDraft
from agent.verification import verify
from evals.running.asking import ask
from evals.running.job import Driver
from evals.running.ran import Ran
from evals.running.run import job
from evals.scoring import ScoreCard, score
from evals.suite.accounts import Accounts, Objects
from evals.suite.case import Case
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.clock import MachineClock
from tools.operations.environment import Environment

_TELLER = "_teller"
_TELLING: Mapping[str, Any] = vars(transfers)
OF_TIMES = {
    "agent.playbook.reporting.of_time": "shares",
    "agent.playbook.lists.of_times.risk_of_time": "risk",
}
"""What answers about a time, where it is called, by what it is about: its branches are the causes that it names."""


def branch_of(about: str, cause: CauseCode) -> str:
    """The name of the branch that names a cause of shares or of a time's risk, which are in no list."""
    return f"{about}_{cause.value}"


def share_branches() -> set[str]:
    """The branches about the share of one booking."""
    tellers = [*_TELLING["_TELLERS"].values(), _TELLING["_CONVERTED"], _TELLING["_TOO_LOW"]]
    return {branch_of("share", one.cause) for one in tellers}


@dataclass
class Watched:
    """Which branches answer while the playbook drafts, of those that are left in it."""

    left_out: Callable[[str], bool] = lambda name: False
    answered: set[str] = field(default_factory=set[str])

    @contextmanager
    def playbook(self) -> Generator[tuple[Branch, ...]]:
        """For as long as the block runs, the playbook without what is left out."""
        accounts = tuple(self._kept(ACCOUNT_BRANCHES))
        with ExitStack() as stack:
            for room in ("reporting", "connect.onward"):
                stack.enter_context(patch(f"agent.playbook.{room}.ACCOUNT_BRANCHES", accounts))
            stack.enter_context(patch.object(transfers, _TELLER, self._teller(_TELLING[_TELLER])))
            for where, about in OF_TIMES.items():
                stack.enter_context(patch(where, self._of_time(about, _found(where))))
            yield tuple(self._kept(BRANCHES))

    def _kept(self, branches: Iterable[Any]) -> Generator[Any]:
        for one in branches:
            if not self.left_out(one.name):
                yield replace(one, decide=self._noted(one.name, one.decide))

    def _noted(self, name: str, decide: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def noted(subject: Any) -> Any:
            answer = decide(subject)
            if answer is not None:
                self.answered.add(name)
            return answer

        return noted

    def _teller(self, choose: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
        def chosen(at: Any, question: str) -> Any:
            teller = choose(at, question)
            if teller is None or self.left_out(name := branch_of("share", teller.cause)):
                return None
            self.answered.add(name)
            return teller

        return chosen

    def _of_time(self, about: str, tell: Callable[..., Answer]) -> Callable[..., Answer]:
        def told(*asked: Any) -> Answer:
            answer = tell(*asked)
            name = branch_of(about, answer.cause) if answer.cause else None
            if name is None or not self.left_out(name):
                self.answered |= {name} if name else set()
                return answer
            claim = answer.claim.model_copy(update={"kind": "observation"})
            return replace(answer, verdict=Verdict.INCONCLUSIVE, cause=None, party=Party.UNKNOWN, claim=claim)

        return told


def _found(where: str) -> Callable[..., Answer]:
    module, _, name = where.rpartition(".")
    return getattr(__import__(module, fromlist=[name]), name)


@dataclass
class Noted:
    """The playbook, and what it had been told when it first handed in a report."""

    told: Conversation | None = field(default=None, init=False)
    name: str = "playbook"

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        turn = await Playbook().next(conversation, say)
        if self.told is None and any(call.name == "submit_report" for call in turn.calls):
            self.told = conversation
        return turn


_MODELS: dict[str, Noted] = {}


class Held(Driver):
    """A driver of a model that is here already."""

    def make(self) -> Noted:
        return _MODELS[self.name]


@dataclass(frozen=True)
class Answered:
    """A case, its answer, and the notebook that the answer was written from; none where no report was handed in."""

    case: Case
    ran: Ran
    card: ScoreCard
    objects: Objects
    book: Notebook | None

    def draft(self, watched: Watched) -> ReportDraft | None:
        """The report that would be handed in without what is left out: it has read the same, whatever that is."""
        with watched.playbook() as branches:
            return report(self.book, branches) if self.book else None

    def needs(self) -> set[str]:
        """The branches without which it is failed. Raises AssertionError if one that didn't answer has a part in it."""
        watched = Watched()
        full = self.draft(watched)
        assert self.draft(Watched(lambda name: name not in watched.answered)) == full, self.case.id
        if full is None or not self.card.passed:
            return set()
        return {name for name in watched.answered if not self._passes(self.draft(without(name)), full)}

    def _passes(self, draft: ReportDraft | None, full: ReportDraft) -> bool:
        if draft == full:
            return True
        if draft is None or self.ran.report is None:
            return False
        question = "\n".join(line for line in self.ran.report.question.splitlines() if line.strip())
        checked = verify(draft, self.ran.evidence, question)
        kept = {name: getattr(checked.kept, name) for name in type(checked.kept).model_fields}
        told = self.ran.report.model_copy(update={**kept, "dropped": checked.dropped})
        return score(self.case, self.ran.model_copy(update={"report": told}), self.objects).passed


def without(branch: str) -> Watched:
    """The playbook without one branch."""
    return Watched(lambda name: name == branch)


async def answered(case: Case, accounts: Accounts) -> Answered:
    """The case, asked through everything that a question goes through."""
    model = _MODELS[case.id] = Noted()
    with accounts.open(case) as opened, tempfile.TemporaryDirectory() as home:
        ran = await ask(job(case, 0, opened, Held(name=case.id)), Environment(), Path(home), MachineClock())
        ran = ran.model_copy(update={"requests": opened.requests()})
        book = read(model.told) if model.told else None
        return Answered(case, ran, score(case, ran, opened.objects), opened.objects, book)
