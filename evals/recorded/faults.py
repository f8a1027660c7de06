"""What is wrong with a recording, said with its next step."""

from pathlib import Path

from tools.contract.fault import Fault


class UnusableRecording(Fault):
    """A file that can't be used as it is: which, why, and what to do next."""

    def __init__(
        self, place: Path, problem: str, next_step: str = "Record it again: paysleuth eval record-accounts"
    ) -> None:
        super().__init__(f"{place} can't be used: {problem}. {next_step}.")
        self.place = place
        self.problem = problem


class NotRecordable(Fault):
    """What must not be kept in a file that people share."""
