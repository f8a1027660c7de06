"""Handing a stored run to another tool."""

from pathlib import Path

from evals.output.inspect_log import log_of, write_log
from evals.running.bench import Bench
from evals.running.results import read_identity, read_results, read_trajectories
from tools.contract.clock import Clock
from tools.contract.record import Record
from tools.operations import Misconfigured


class Exported(Record):
    """What `paysleuth eval export` is given: the folder of a run, and the log to write."""

    folder: Path
    inspect: Path


def export(wanted: Exported, bench: Bench, clock: Clock) -> None:
    """Writes the log. Raises `Misconfigured` where there is no run, or nothing to write it with."""
    identity, results = read_identity(wanted.folder), read_results(wanted.folder)
    if identity is None or not results:
        raise Misconfigured(f"there is no run in {wanted.folder}", "name the folder of one, as --out named it")
    rans = {(ran.case, ran.trial): ran for ran in read_trajectories(wanted.folder)}
    cases = {case.id: case for case in bench.cases}
    write_log(log_of(identity, results, cases, rans, clock.now()), wanted.inspect)
