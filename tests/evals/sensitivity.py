"""What an answer owes to each branch of the playbook: the case as it was asked, and as it would be without a branch."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from agent.models.conversation import Conversation, Turn
from agent.playbook import BRANCHES, Playbook
from agent.playbook.locating import locate
from agent.playbook.notebook import Notebook, read
from agent.playbook.payment.branches import Branch
from agent.playbook.reporting import decide, report
from agent.report import ReportDraft
from agent.verification import verify
from evals.running.asking import ask
from evals.running.job import Driver
from evals.running.ran import Ran
from evals.running.run import job
from evals.scoring import ScoreCard, score
from evals.suite.accounts import Accounts, Objects
from evals.suite.case import Case
from tools.contract.clock import MachineClock
from tools.operations.environment import Environment


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

    @property
    def branch(self) -> str | None:
        """The branch that answered; none where the answer is no branch's."""
        located = locate(self.book) if self.book else None
        if located is None or located.subject is None:
            return None
        chosen = decide(located.case(located.subject), BRANCHES, located.route)[1]
        return chosen.name if chosen else None

    def draft(self, branches: tuple[Branch, ...]) -> ReportDraft | None:
        """The report that the playbook would hand in with these branches: it has read the same, whatever they are."""
        return report(self.book, branches) if self.book else None

    def without(self, branch: str) -> ScoreCard:
        """The score of the answer that would have been given without a branch."""
        draft = self.draft(all_but(branch))
        if draft is None or self.ran.report is None or draft == self.draft(BRANCHES):
            return self.card
        question = "\n".join(line for line in self.ran.report.question.splitlines() if line.strip())
        checked = verify(draft, self.ran.evidence, question)
        kept = {name: getattr(checked.kept, name) for name in type(checked.kept).model_fields}
        told = self.ran.report.model_copy(update={**kept, "dropped": checked.dropped})
        return score(self.case, self.ran.model_copy(update={"report": told}), self.objects)


def all_but(branch: str) -> tuple[Branch, ...]:
    """The playbook's branches without one. Raises ValueError for one that it hasn't."""
    rest = tuple(one for one in BRANCHES if one.name != branch)
    if len(rest) != len(BRANCHES) - 1:
        raise ValueError(f"there is no branch {branch!r}")
    return rest


async def answered(case: Case, accounts: Accounts) -> Answered:
    """The case, asked through everything that a question goes through."""
    model = _MODELS[case.id] = Noted()
    with accounts.open(case) as opened, tempfile.TemporaryDirectory() as home:
        ran = await ask(job(case, 0, opened, Held(name=case.id)), Environment(), Path(home), MachineClock())
        ran = ran.model_copy(update={"requests": opened.requests()})
        book = read(model.told) if model.told else None
        return Answered(case, ran, score(case, ran, opened.objects), opened.objects, book)
