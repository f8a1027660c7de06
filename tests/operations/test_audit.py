"""The audit: written first, and every way of tampering with it shows."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from pydantic import JsonValue

from tests.reader.scripted import KEY, Answer, desk
from tools.audit import Audit, canonical, chained, verify
from tools.contract.clock import StandingClock
from tools.storage import StoreError

CLOCK = StandingClock(datetime(2026, 11, 22, 14, 30, tzinfo=UTC))


def audit_of(path: Path, entries: int = 0) -> Audit:
    audit = Audit(path, CLOCK, "someone")
    for number in range(entries):
        audit.noted("tool.call", {"tool": f"tool{number}"})
    return audit


def tamper(path: Path, *statements: str) -> None:
    """As someone who owns the file can: the triggers are taken away first."""
    with sqlite3.connect(path) as database:
        for statement in ("DROP TRIGGER audit_unchanged", "DROP TRIGGER audit_undeleted", *statements):
            database.execute(statement)
    database.close()


def test_a_chain_that_nobody_touched_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "audit.sqlite"
    audit = audit_of(path, 5)
    found = verify(path, known=audit.head())
    assert (found.whole, found.head) == (True, audit.head())
    assert found.head.number == 5


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit SET entry = replace(entry, 'tool2', 'tool9') WHERE number = 3", "entry 3 was changed"),
        ("UPDATE audit SET hash = previous WHERE number = 3", "entry 3 was changed"),
        ("DELETE FROM audit WHERE number = 3", "entries 3 to 3 are missing"),
        ("DELETE FROM audit WHERE number = 1", "entries 1 to 1 are missing"),
        ("DELETE FROM audit WHERE number > 3", "entries 4 to 5 were cut off"),
        ("DELETE FROM audit", "entries 1 to 5 were cut off"),
    ],
)
def test_tampering_shows(tmp_path: Path, statement: str, problem: str) -> None:
    path = tmp_path / "audit.sqlite"
    head = audit_of(path, 5).head()
    tamper(path, statement)
    assert verify(path, known=head).problems[0] == problem


def test_an_end_that_was_cut_off_shows_only_against_a_head_kept_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "audit.sqlite"
    head = audit_of(path, 5).head()
    tamper(path, "DELETE FROM audit WHERE number > 3")
    assert verify(path).whole
    assert not verify(path, known=head).whole


def test_an_entry_written_anew_with_its_hash_breaks_the_chain_after_it(tmp_path: Path) -> None:
    path = tmp_path / "audit.sqlite"
    audit = audit_of(path, 5)
    entry = canonical({"what": "nothing happened"})
    with sqlite3.connect(path) as database:
        [previous] = database.execute("SELECT previous FROM audit WHERE number = 3").fetchone()
    database.close()
    forged = chained(previous, 3, entry)
    tamper(path, f"UPDATE audit SET entry = '{entry}', hash = '{forged}' WHERE number = 3")  # noqa: S608
    assert verify(path).problems == ("entry 4 doesn't follow the one before it",)
    audit.close()


def test_a_chain_written_anew_whole_is_not_the_one_whose_head_is_known(tmp_path: Path) -> None:
    head = audit_of(tmp_path / "one.sqlite", 5).head()
    other = Audit(tmp_path / "two.sqlite", CLOCK, "someone else")
    for number in range(6):
        other.noted("tool.call", {"tool": f"tool{number}"})
    assert verify(tmp_path / "two.sqlite").whole
    assert verify(tmp_path / "two.sqlite", known=head).problems == ("entry 5 is not the one whose head is known",)


@pytest.mark.parametrize("statement", ["UPDATE audit SET entry = ''", "DELETE FROM audit"])
def test_the_file_itself_refuses_changes(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "audit.sqlite"
    audit_of(path, 1).close()
    with sqlite3.connect(path) as database, pytest.raises(sqlite3.IntegrityError, match="appended only"):
        database.execute(statement)
    database.close()


def test_two_processes_append_to_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "audit.sqlite"
    one, other = audit_of(path), audit_of(path)
    for _ in range(3):
        one.noted("tool.call", {})
        other.noted("tool.call", {})
    assert (verify(path).whole, one.head().number) == (True, 6)


def test_a_file_that_is_no_audit_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello " * 1000)
    with pytest.raises(StoreError, match="damaged"):
        verify(tmp_path / "notes.txt")
    with pytest.raises(StoreError, match="can't be used"):
        verify(tmp_path / "absent.sqlite")


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none())))
def test_one_entry_has_one_text(details: dict[str, JsonValue]) -> None:
    assert canonical(details) == canonical(dict(reversed(details.items())))
    assert canonical({**details, "x": 1}) != canonical({**details, "x": 2})


class Noting:
    """An audit that also notes when it was written to, among what else happened."""

    def __init__(self, happened: list[str], audit: Audit) -> None:
        self.happened, self.audit = happened, audit

    def started(self, what: str, details: dict[str, JsonValue]) -> int:
        self.happened.append("started")
        return self.audit.started(what, details)

    def finished(self, number: int, details: dict[str, JsonValue]) -> None:
        self.happened.append("finished")
        self.audit.finished(number, details)


async def test_each_request_is_in_the_audit_before_it_leaves_and_after_it_came_back(tmp_path: Path) -> None:
    happened: list[str] = []
    audit = audit_of(tmp_path / "audit.sqlite")
    customer = Answer({"id": "cus_1", "object": "customer", "email": "jane@example.com"})
    down = Answer({"error": {"message": "jane@example.com is down"}}, 503)
    async with desk(down, Answer(None), customer, audit=Noting(happened, audit)) as at:
        at.stripe.meanwhile = lambda: happened.append("asked")
        await at.reader.get("/v1/customers", {"email": "jane@example.com"})
    assert happened == ["started", "asked", "finished"] * 3
    with sqlite3.connect(tmp_path / "audit.sqlite") as database:
        entries = [entry for (entry,) in database.execute("SELECT entry FROM audit ORDER BY number")]
    database.close()
    assert not [entry for entry in entries if "jane" in entry or KEY in entry]
    assert entries[:2] == snapshot(
        [
            '{"actor":"someone","at":"2026-11-22T14:30:00Z","details":{"account":"scripted","key_ending":"0001","path":"/v1/customers","query":"email=%5Bemail-7caa814b4c%5D","scope":null},"phase":"started","what":"stripe.request"}',
            '{"actor":"someone","at":"2026-11-22T14:30:00Z","details":{"request_id":"req_0001","started":1,"status":503},"phase":"finished","what":null}',
        ]
    )
    assert verify(tmp_path / "audit.sqlite", known=audit.head()).whole


class Broken:
    def __init__(self, fails: str) -> None:
        self.fails = fails

    def started(self, what: str, details: dict[str, JsonValue]) -> int:
        if self.fails == "started":
            raise StoreError(Path("audit.sqlite"), "can't be used: disk full", "make room")
        return 1

    def finished(self, number: int, details: dict[str, JsonValue]) -> None:
        raise StoreError(Path("audit.sqlite"), "can't be used: disk full", "make room")


@pytest.mark.parametrize(("fails", "requests"), [("started", 0), ("finished", 1)])
async def test_what_can_not_be_recorded_is_not_done(fails: str, requests: int) -> None:
    async with desk(Answer({"id": "ch_1", "object": "charge"}), audit=Broken(fails)) as at:
        with pytest.raises(StoreError, match="disk full"):
            await at.reader.get("/v1/charges/ch_1")
    assert (len(at.stripe.requests), at.reader.reads) == (requests, 0)


def test_an_audit_without_its_table_stops_the_call(tmp_path: Path) -> None:
    audit = audit_of(tmp_path / "audit.sqlite")
    audit.close()
    with sqlite3.connect(tmp_path / "audit.sqlite") as database:
        database.execute("DROP TABLE audit")
    database.close()
    with pytest.raises(StoreError, match="can't be used"):
        audit_of(tmp_path / "audit.sqlite").started("tool.call", {})
