"""Accounts that are kept once they are built: the same again, an object of the caller's own, and none of another's."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from evals.suite.worlds import Worlds, shared, sharing
from evals.world.build import build_world
from evals.world.keeping import kept


def counting() -> tuple[list[tuple[int, ...]], Callable[..., dict[str, int]]]:
    calls: list[tuple[int, ...]] = []

    def build(*numbers: int, more: int = 0) -> dict[str, int]:
        calls.append(numbers)
        return {"sum": sum(numbers) + more}

    return calls, build


def test_what_was_built_is_found_again_and_is_the_caller_s_own(tmp_path: Path) -> None:
    calls, build = counting()
    first = kept(tmp_path, build, 1, 2, more=3)
    first["sum"] = 0

    assert kept(tmp_path, build, 1, 2, more=3) == {"sum": 6}
    assert (kept(tmp_path, build, 1, 2), kept(tmp_path, build, 2, 1)) == ({"sum": 3}, {"sum": 3})
    assert calls == [(1, 2), (1, 2), (2, 1)]


def test_without_a_folder_it_is_built_each_time() -> None:
    calls, build = counting()
    assert (kept(None, build, 1), kept(None, build, 1)) == ({"sum": 1}, {"sum": 1})
    assert calls == [(1,), (1,)]


def test_whoever_looks_while_it_is_written_finds_all_of_it_or_nothing(tmp_path: Path) -> None:
    calls, build = counting()
    found: list[dict[str, int]] = []
    several = [Thread(target=lambda: found.append(kept(tmp_path, build, 7))) for _ in range(8)]
    for one in several:
        one.start()
    for one in several:
        one.join()

    assert found == [{"sum": 7}] * 8
    assert len(list(tmp_path.iterdir())) == 1
    assert calls


def test_a_kept_account_is_byte_for_byte_the_built_one(tmp_path: Path) -> None:
    arguments = (("A01",), 7, 1_795_357_800)
    built = Worlds(folder=tmp_path).planted(*arguments)
    again = Worlds(folder=tmp_path).planted(*arguments)

    assert again is not built
    assert again.shelves == built.shelves
    assert again.truths == built.truths
    assert again.shelves.digest == build_world(*arguments).shelves.digest


def test_a_run_s_own_folder_is_for_its_processes_and_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAYSLEUTH_WORLDS", raising=False)
    with sharing() as folder:
        told = subprocess.check_output(
            [sys.executable, "-c", "import os; print(os.environ['PAYSLEUTH_WORLDS'])"], text=True
        )
        with sharing() as inner:
            assert (inner, Path(told.strip()), shared()) == (folder, folder, folder)
    assert not folder.exists()
    assert shared() is None
