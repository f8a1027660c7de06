"""Evidence: the outcomes of a thread, numbered, addressable by path."""

from tools.contract.outcome import Outcome
from tools.contract.record import Record


class Evidence(Record):
    """A stored outcome. Numbers run from 1 within a thread, in the order of the tool-call blocks."""

    number: int
    call_id: str
    outcome: Outcome

    @property
    def label(self) -> str:
        return f"E{self.number}"
