"""The files of `deploy/`: each is what its timer takes, and starts a command that exists."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.test_docs import misfit

DEPLOY = Path(__file__).parents[2] / "deploy"
SYSTEMD = sorted((DEPLOY / "systemd").iterdir())
COMMAND = re.compile(r"paysleuth report run --due.*$", re.MULTILINE)


def cronjob(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The job's own settings, and those of its container."""
    job = next(one for one in yaml.safe_load_all(text) if one["kind"] == "CronJob")
    return job["spec"], job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]


def commands() -> Iterator[list[str]]:
    for path in (DEPLOY / "systemd/paysleuth-report.service", DEPLOY / "crontab", DEPLOY / "github/report.yml"):
        yield from (shlex.split(line) for line in COMMAND.findall(path.read_text("utf-8")))
    yield cronjob((DEPLOY / "kubernetes/cronjob.yaml").read_text("utf-8"))[1]["args"]


def test_each_file_starts_a_command_that_can_be_typed() -> None:
    found = list(commands())
    assert len(found) == 4
    assert [misfit(words) for words in found] == [None] * 4


def test_a_command_that_has_gone_would_be_found() -> None:
    assert misfit(["paysleuth", "report", "run", "--overdue"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd isn't installed here")
def test_systemd_takes_its_units() -> None:
    assert _verified(*SYSTEMD) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd isn't installed here")
def test_a_unit_that_systemd_would_not_take_is_found(tmp_path: Path) -> None:
    wrong = [tmp_path / path.name for path in SYSTEMD]
    for path, copy in zip(SYSTEMD, wrong, strict=True):
        copy.write_text(path.read_text("utf-8").replace("OnCalendar=", "OnCalender="))
    assert _verified(*wrong) != (0, "")


def test_kubernetes_never_starts_two_at_once_and_keeps_the_ledger() -> None:
    spec, container = cronjob((DEPLOY / "kubernetes/cronjob.yaml").read_text("utf-8"))
    assert (spec["concurrencyPolicy"], spec["startingDeadlineSeconds"]) == ("Forbid", 600)
    home = container["env"][0]
    assert home["name"] == "PAYSLEUTH_HOME"
    pod = spec["jobTemplate"]["spec"]["template"]["spec"]
    volumes = {one["name"]: one for one in pod["volumes"]}
    mounts = {one["mountPath"]: one["name"] for one in container["volumeMounts"]}
    assert "persistentVolumeClaim" in volumes[mounts[home["value"]]]
    assert set(mounts.values()) == volumes.keys()


def test_the_workflow_runs_one_at_a_time_with_the_ledger_of_the_last() -> None:
    workflow = yaml.safe_load((DEPLOY / "github/report.yml").read_text("utf-8"))
    steps = workflow["jobs"]["report"]["steps"]
    assert workflow["concurrency"] and workflow["permissions"] == {"contents": "read"}
    assert any(step.get("with", {}).get("path") == ".paysleuth" for step in steps)
    assert workflow["jobs"]["report"]["env"]["PAYSLEUTH_HOME"].endswith("/.paysleuth")


def test_the_crontab_has_five_fields_and_a_command() -> None:
    lines = [line for line in (DEPLOY / "crontab").read_text("utf-8").splitlines() if re.match(r"[*\d]", line)]
    assert [line.split()[:5] for line in lines] == [["*/15", "*", "*", "*", "*"]]


def _verified(*units: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr.strip()
