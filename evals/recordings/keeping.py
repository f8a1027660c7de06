"""All recordings of a folder, replayed: which the folder's index names, which are lost, and what is stale."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from evals.recordings.file import FOLDER, indexed, load
from evals.recordings.recording import Desk
from evals.recordings.replays import Replayed, replay
from evals.suite.case import Case


@dataclass(frozen=True)
class Replays:
    """What became of the recordings that were wanted; `lost` are files that the index names and that aren't there."""

    replayed: list[Replayed] = field(default_factory=list[Replayed])
    lost: list[str] = field(default_factory=list[str])

    @property
    def count(self) -> int:
        return len(self.replayed) + len(self.lost)

    def stale(self) -> Iterator[str]:
        """Each reason why a recording is worth nothing, with the command that records it again."""
        for name in self.lost:
            case = name.partition(".")[0]
            yield f"{case}: {name} is lost. Record it again, or take it out of the index: {_again(case)}"
        for one in self.replayed:
            for reason in one.ledger.stale:
                yield f"{one.case}: {reason}. Record it again: {one.again}"


def replay_kept(
    cases: Mapping[str, Case], desk: Desk, now: datetime, wanted: Collection[str] = (), folder: Path = FOLDER
) -> Replays:
    """Replays what a folder's index names, or what it names of some cases; raises `UnusableRecording`."""
    names = [name for name in indexed(folder) if not wanted or name.partition(".")[0] in wanted]
    there = [name for name in names if (folder / name).exists()]
    return Replays(
        replayed=[replay(load(folder / name), cases, desk, now) for name in there],
        lost=[name for name in names if name not in there],
    )


def _again(case: str) -> str:
    return f"paysleuth eval record --case {case}"
