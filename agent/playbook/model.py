"""The playbook as a model: its next turn, told from the conversation alone."""

from collections.abc import Callable

from pydantic import JsonValue

from agent.models.conversation import Conversation, ToolCall, Turn
from agent.playbook.asking import clarification
from agent.playbook.lookups import Lookup, wanted
from agent.playbook.mending import mended
from agent.playbook.notebook import PLAN, SUBMIT, Notebook, read
from agent.playbook.payment.branches import BRANCHES, Branch
from agent.playbook.planning import first_plan, revised
from agent.playbook.reporting import report, supposed

_NAME = "playbook"

Call = tuple[str, dict[str, JsonValue]]


class Playbook:
    """A pure function of the conversation: it has no store, reader, clock or world.

    `branches` are tried in order; an evaluation leaves one out to see that its family, and no other, is lost.
    """

    def __init__(self, branches: tuple[Branch, ...] = BRANCHES) -> None:
        self._branches = branches

    @property
    def name(self) -> str:
        return _NAME

    async def next(self, conversation: Conversation, say: Callable[[str], None]) -> Turn:
        """The next calls, or an end where no more can be done."""
        book = read(conversation)
        calls = [
            ToolCall(id=f"{_NAME}_{book.length}_{position}", name=name, input=arguments)
            for position, (name, arguments) in enumerate(self._calls(book))
        ]
        return Turn(content=[*calls], stop_reason="tool_use" if calls else "end_turn", model=_NAME)

    def _calls(self, book: Notebook) -> list[Call]:
        if any(one.accepted for one in book.submissions):
            return []
        lookups = [] if book.closing or book.submissions else wanted(book)
        if lookups:
            return [*self._planned(book, lookups, done=False), *((one.tool, one.arguments) for one in lookups)]
        asking = None if book.closing or book.submissions else clarification(book)
        if asking is not None:
            return [(asking[0], asking[1].to_json())]
        draft = report(book, self._branches)
        draft = mended(draft, book.submissions) if draft else None
        if draft is None:
            return []
        plans = [] if book.submissions else self._planned(book, [], done=True)
        return [*plans, (SUBMIT, draft.to_json())]

    def _planned(self, book: Notebook, lookups: list[Lookup], done: bool) -> list[Call]:
        """The call that states or revises the plan, where it has changed."""
        if book.plan is None:
            return [(PLAN, first_plan(book, lookups, done).to_json())]
        plan = revised(book.plan, book, lookups, supposed(book, self._branches), done)
        return [(PLAN, plan.to_json())] if plan else []
