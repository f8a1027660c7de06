"""`explain_code`: what the code tables know of a code."""

from tools import codes
from tools.codes import Family
from tools.connection import Connection
from tools.contract.outcome import Outcome
from tools.contract.reference import CodeEntries
from tools.envelope import Call


def explain_code(connection: Connection, code: str, family: Family | None = None) -> Outcome:
    """The entries of a code, or the codes that are spelled like one the tables don't know."""
    call = Call(connection, "explain_code", {"code": code, "family": family})
    entries = codes.lookup(code, family)
    found = CodeEntries(code=code, entries=entries, nearest=[] if entries else codes.nearest(code))
    return call.answer(found.to_json(), empty=not entries, reference=True)
