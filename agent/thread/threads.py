"""The store of threads: one SQLite file, to which every turn, call, answer and report is written as it happens.

What is written is never changed, except that a call gets its answer. A run that is killed finds all of it again.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.failures import UnknownThread
from agent.report import Report
from agent.storing import Form, Store
from agent.thread.history import History, Inquiry, Notice, Reply, StoredCall, StoredTurn, Thread
from tools.contract.outcome import Outcome
from tools.contract.record import Record, compact

_SCHEMA = """
create table threads (id text primary key, body text not null) strict;
create table inquiries (thread text, number integer, body text not null, primary key (thread, number)) strict;
create table turns (thread text, turn integer, body text not null, primary key (thread, turn)) strict;
create table calls (
    thread text, turn integer, position integer, call text not null, body text not null,
    primary key (thread, turn, position)
) strict;
create table asides (thread text, turn integer, body text not null, primary key (thread, turn)) strict;
create table notices (thread text, number integer, body text not null, primary key (thread, number)) strict;
create table reports (thread text, number integer, body text not null, primary key (thread, number)) strict;
"""
_FORM = Form(_SCHEMA, 1, "another process goes on with the same thread")


class Run(Record):
    """A line of the list of investigations; `verdict` is null while the question has no report."""

    thread: str
    account: str
    mode: str
    model: str
    asked: str
    question: str
    verdict: str | None = None


class Threads(Store):
    """The threads of one file. Every method may raise `StoreBusy` or `StoreUnusable`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _FORM)

    def begin(self, thread: Thread, inquiry: Inquiry | None = None) -> "Journal":
        """A thread, stored together with its first question where there is one already."""
        inquiries = [] if inquiry is None else [inquiry]
        self.write(
            [
                ("insert into threads values (?, ?)", (thread.id, _body(thread))),
                *(("insert into inquiries values (?, ?, ?)", (thread.id, one.number, _body(one))) for one in inquiries),
            ]
        )
        return Journal(self, History(thread, inquiries=inquiries))

    def open(self, thread: str) -> "Journal":
        """The journal of a thread; raises `UnknownThread`."""
        return Journal(self, self.history(thread))

    def has(self, thread: str) -> bool:
        return bool(self._rows("select 1 from threads where id = ?", thread))

    def thread(self, thread: str) -> Thread:
        """What never changes of a thread; raises `UnknownThread`."""
        rows = self._rows("select body from threads where id = ?", thread)
        if not rows:
            raise UnknownThread(thread)
        with self._faults():
            return Thread.model_validate_json(rows[0][0])

    def history(self, thread: str) -> History:
        """All that a thread has stored; raises `UnknownThread`."""
        history = History(self.thread(thread))
        with self._faults():
            for (body,) in self._rows("select body from inquiries where thread = ? order by number", thread):
                history.inquiries.append(Inquiry.model_validate_json(body))
            for (body,) in self._rows("select body from turns where thread = ? order by turn", thread):
                history.turns.append(StoredTurn.model_validate_json(body))
            for turn, body in self._rows(
                "select turn, body from calls where thread = ? order by turn, position", thread
            ):
                history.calls.setdefault(turn, []).append(StoredCall.model_validate_json(body))
            for turn, body in self._rows("select turn, body from asides where thread = ?", thread):
                history.asides[turn] = body
            for (body,) in self._rows("select body from notices where thread = ? order by number", thread):
                history.notices.append(Notice.model_validate_json(body))
            for number, body in self._rows("select number, body from reports where thread = ?", thread):
                history.reports[number] = Report.model_validate_json(body)
        return history

    def runs(self) -> list[Run]:
        """Every question of every thread, the last asked first."""
        rows = self._rows(
            "select threads.body, inquiries.body, reports.body"
            " from inquiries join threads on threads.id = inquiries.thread"
            " left join reports on reports.thread = inquiries.thread and reports.number = inquiries.number"
            " order by inquiries.rowid desc"
        )
        with self._faults():
            return [_run(*row) for row in rows]

    def write(self, statements: Sequence[tuple[str, tuple[str | int, ...]]]) -> None:
        """Statements that stand or fall together. Returns once they would survive this process's death."""
        with self.change() as store:
            for statement, values in statements:
                store.execute(statement, values)

    def _rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        with self._faults():
            return self._connection.execute(statement, values).fetchall()


class Journal:
    """One thread being written: each `keep` is stored before it is part of the history."""

    def __init__(self, threads: Threads, history: History) -> None:
        self._threads = threads
        self.history = history

    @property
    def _id(self) -> str:
        return self.history.thread.id

    def keep_inquiry(self, inquiry: Inquiry) -> None:
        self._insert("inquiries", inquiry.number, inquiry)
        self.history.inquiries.append(inquiry)

    def keep_turn(self, stored: StoredTurn) -> None:
        """The next turn, under the index that follows the last."""
        self._insert("turns", len(self.history.turns), stored)
        self.history.turns.append(stored)

    def keep_notice(self, notice: Notice) -> None:
        self._insert("notices", len(self.history.notices), notice)
        self.history.notices.append(notice)

    def keep_aside(self, turn: int, text: str) -> None:
        """What is said to the model after a turn, beside the answers to its calls."""
        self._threads.write([("insert into asides values (?, ?, ?)", (self._id, turn, text))])
        self.history.asides[turn] = text

    def keep_report(self, report: Report) -> None:
        self._insert("reports", self.history.inquiry.number, report)
        self.history.reports[self.history.inquiry.number] = report

    def keep_calls(self, turn: int, calls: list[StoredCall]) -> None:
        """All the calls of a turn, in the order of their blocks."""
        self._threads.write(
            [
                ("insert into calls values (?, ?, ?, ?, ?)", (self._id, turn, position, call.call.id, _body(call)))
                for position, call in enumerate(calls)
            ]
        )
        self.history.calls[turn] = calls

    def keep_answer(self, turn: int, position: int, answer: Outcome | Reply) -> StoredCall:
        """The answer to a call that had none; the call with it."""
        stored = self.history.calls[turn][position]
        field = "outcome" if isinstance(answer, Outcome) else "reply"
        answered = stored.model_copy(update={field: answer})
        self._threads.write(
            [
                (
                    "update calls set body = ? where thread = ? and turn = ? and position = ?",
                    (_body(answered), self._id, turn, position),
                )
            ]
        )
        self.history.calls[turn][position] = answered
        return answered

    def _insert(self, table: str, number: int, record: Record) -> None:
        self._threads.write([(f"insert into {table} values (?, ?, ?)", (self._id, number, _body(record)))])  # noqa: S608


def _body(record: Record) -> str:
    return compact(record.to_json())


def _run(thread_body: str, inquiry_body: str, report_body: str | None) -> Run:
    thread = Thread.model_validate_json(thread_body)
    inquiry = Inquiry.model_validate_json(inquiry_body)
    report = None if report_body is None else Report.model_validate_json(report_body)
    return Run(
        thread=thread.id,
        account=thread.account.name,
        mode=thread.account.mode,
        model=thread.model,
        asked=inquiry.asked.isoformat(),
        question=inquiry.question,
        verdict=None if report is None else report.verdict.value,
    )
