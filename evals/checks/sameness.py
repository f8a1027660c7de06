"""That the same account comes of a seed anywhere: in another process, with other hashes, in another time zone."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from evals.suite.manifest import Stage, load_manifest
from evals.suite.telling import Tellings
from evals.suite.worlds import Worlds
from tools.operations.environment import for_children

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland"}
SECONDS = 120


def differing(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """Stages whose accounts differ, or that only one side has."""
    return [
        f"stage {name}: {here.get(name, 'nothing')[:12]} here, {there.get(name, 'nothing')[:12]} there"
        for name in sorted(here.keys() | there.keys())
        if here.get(name) != there.get(name)
    ]


def digests(stages: Sequence[Stage]) -> dict[str, str]:
    """The digests of accounts, built in this process."""
    tellings = Tellings(Worlds(most=1))
    return {stage.name: tellings.of(stage).digest for stage in stages}


def digests_elsewhere(names: Sequence[str]) -> dict[str, str]:
    """The digests of stages by name, built by another process with other hashes in another time zone."""
    command = [sys.executable, "-m", "evals.checks.sameness", *names]
    environment = {**for_children(), **ELSEWHERE}
    ran = subprocess.run(  # noqa: S603 - this interpreter, and our own words
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=SECONDS
    )
    return json.loads(ran.stdout)


if __name__ == "__main__":
    wanted = set(sys.argv[1:])
    sys.stdout.write(json.dumps(digests([stage for stage in load_manifest().stages if stage.name in wanted])))
