"""A finished investigation as one document: what was asked, what was read, what was answered.

It is enough to look into the same question again without the account: see `evals.recorded`. Everything in it is masked,
as it is in the stores.
"""

from pydantic import Field, JsonValue

from agent.budget import Budget
from agent.failures import RunEnds
from agent.report import Report
from agent.thread.threads import Threads
from tools.contract.account import Account
from tools.contract.clock import Moment
from tools.contract.outcome import Failure
from tools.contract.record import Record
from tools.operations.homes import Home

SCHEMA_VERSION = 1


class ExportedRead(Record):
    """One stored read: what was asked of Stripe, and its masked answer, or why there is none.

    `query` is canonical, with placeholders for personal data; `scope` is the connected account that was read.
    """

    path: str
    query: str = ""
    scope: str | None = None
    version: str
    request_id: str | None = None
    body: dict[str, JsonValue] | None = None
    failure: Failure | None = None

    @property
    def place(self) -> tuple[str, str, str]:
        """What reads are sorted by."""
        return self.path, self.query, self.scope or ""


class Answered(Record):
    """One question of the thread and its report. `asked` is what its clock said; it took `seconds`."""

    question: str
    asked: Moment
    seconds: int = 0
    budget: Budget
    report: Report


class ExportedRun(Record):
    """A thread whose questions are all answered. `seed` is a simulated account's."""

    schema_version: int = Field(default=SCHEMA_VERSION, ge=SCHEMA_VERSION, le=SCHEMA_VERSION)
    kind: str = Field(default="run", pattern="^run$")
    thread: str
    account: Account
    seed: int | None = None
    questions: list[Answered] = Field(min_length=1)
    reads: list[ExportedRead]

    def document(self) -> dict[str, JsonValue]:
        """The run as JSON-able data. Where the account was reached is left out: it says nothing of the account."""
        return self.model_dump(mode="json", exclude_none=True, exclude={"account": {"base_url"}})


def export_run(home: Home, thread: str) -> ExportedRun:
    """A stored thread with all its reads; raises `RunEnds` where it is unknown, unfinished, or has lost its reads."""
    with Threads(home.threads) as threads:
        history = threads.history(thread)
    if len(history.reports) < len(history.inquiries) or not history.inquiries:
        raise RunEnds(f"{thread!r} has no report yet. `paysleuth resume {thread}` goes on with it.")
    questions: list[Answered] = []
    for inquiry, following in zip(history.inquiries, [*history.inquiries[1:], None], strict=True):
        turns = history.turns[inquiry.first_turn : following.first_turn if following else None]
        questions.append(
            Answered(
                question=inquiry.question,
                asked=inquiry.asked,
                seconds=turns[-1].seconds if turns else 0,
                budget=inquiry.budget,
                report=history.reports[inquiry.number],
            )
        )
    reads = _reads(home, thread)
    if not reads and any(answered.report.cost.stripe_reads for answered in questions):
        raise RunEnds(f"The reads of {thread!r} are no longer kept. Ask its question again, and export that.")
    account, seed = history.thread.account, history.thread.seed
    return ExportedRun(thread=thread, account=account, seed=seed, questions=questions, reads=reads)


def _reads(home: Home, thread: str) -> list[ExportedRead]:
    """Everything that the thread has read, sorted: the order in which reads made at the same time came is chance."""
    from tools.operations.connections import thread_reads  # noqa: PLC0415 - not needed to show help

    stored = thread_reads(home, thread)
    try:
        reads = [
            ExportedRead(
                path=key.path,
                query=key.query,
                scope=key.scope,
                version=key.version,
                request_id=read.request_id,
                body=read.body,
                failure=read.failure,
            )
            for key, read in stored.entries()
        ]
    finally:
        stored.close()
    return sorted(reads, key=lambda read: read.place)
