"""The project around the code: versions, locks, paths, sizes, and what the wheel carries."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
ROOMS = ("agent", "tools", "prompts", "evals", "benchmarks")
LOCKS = ("requirements.lock", "requirements-dev.lock")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

LONGEST_MODULE = 300
LONGEST_FUNCTION = 60

SETUPTOOLS = 77

# Longer than the rule, each for a reason that is written here.
LONG_MODULES: dict[str, str] = {}
_WHOLE = "one object of Stripe, every field in Stripe's order: cut up, it could no longer be held beside Stripe's page"
LONG_FUNCTIONS: dict[str, str] = {
    "evals/world/shown/invoices.py:invoice": _WHOLE,
}

# A folder or a package host of the machine that something was written on.
MACHINE = re.compile(
    r"/(?:root|home|Users|work|opt)/[\w.-]+|/tmp/[a-z][\w-]{2,}|/var/folders/|"
    r"file://\w*/|extra-index-url\s*=?\s*\w+:|find-links\s*=?\s*/|https?://[\w.-]*(?:py(?:pi|thonhosted)|artifactory)",
    re.IGNORECASE,
)


def tracked_files() -> list[Path]:
    """What git holds and the working tree still has; in a copy without git, the files of the rooms and the tests."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        return sorted(
            path for room in (*ROOMS, "tests", "docs") for path in (ROOT / room).rglob("*.*") if path.is_file()
        )
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def python_modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def machine_paths(text: str) -> list[str]:
    return [found.group() for found in MACHINE.finditer(text)]


def lock_faults(text: str) -> list[str]:
    """What is wrong with a hash lock: a requirement that isn't pinned or hashed, an option, or an address."""
    faults = [f"address: {found}" for found in re.findall(r"\S*://\S*", text)]
    for entry in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = re.split(r"\s+--hash=", entry.partition("#")[0].strip())
        if not requirement:
            continue
        if not re.match(r"[a-z0-9-]+==[\w.+!]+(\s*;.*)?$", requirement):
            faults.append(f"not a pinned requirement: {requirement}")
        elif not hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes):
            faults.append(f"without hashes: {requirement}")
    return faults


def locked(name: str) -> dict[str, str]:
    pins = re.findall(r"^([a-z0-9-]+)==([\w.+!]+)", (ROOT / name).read_text(), re.MULTILINE)
    return dict(pins)


def outside_lock(requirements: Iterable[str], pins: dict[str, str]) -> list[str]:
    """The requirements that a lock leaves out or pins outside their range."""
    return [
        str(wanted)
        for wanted in map(Requirement, requirements)
        if not wanted.specifier.contains(pins.get(canonicalize_name(wanted.name), "0"), prereleases=True)
    ]


def faults_of(name: str, source: str) -> list[str]:
    """How a module breaks the rules on docstrings and sizes."""
    tree = ast.parse(source, name)
    faults: list[str] = []
    if not ast.get_docstring(tree):
        faults.append(f"{name}: no docstring")
    if (length := len(source.splitlines())) > LONGEST_MODULE and name not in LONG_MODULES:
        faults.append(f"{name}: {length} lines")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION and f"{name}:{node.name}" not in LONG_FUNCTIONS:
                faults.append(f"{name}:{node.name}: {length} lines")
    return faults


def needed_data() -> set[str]:
    """The data files of the rooms that the wheel must carry."""
    rooms = [room for room in ROOMS if room != "benchmarks"]
    tracked = {path.relative_to(ROOT).as_posix() for path in tracked_files()}
    return {name for name in tracked if name.startswith(tuple(f"{room}/" for room in rooms))}


def test_the_installed_version_is_the_one_written() -> None:
    try:
        installed = version("paysleuth")
    except PackageNotFoundError:
        pytest.skip("paysleuth isn't installed in this environment; `make test` installs it")
    assert installed == PYPROJECT["project"]["version"]


def test_no_module_writes_the_version_a_second_time() -> None:
    assert [path.name for path in python_modules() if "__version__ =" in path.read_text()] == []


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {PYPROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text()


def test_no_tracked_file_names_a_machine() -> None:
    named = {
        path.relative_to(ROOT).as_posix(): found
        for path in tracked_files()
        if path != Path(__file__) and (found := machine_paths(path.read_text(errors="replace")))
    }
    assert named == {}


@pytest.mark.parametrize(
    "text",
    [
        "cd " + "/root" + "/project",
        "/home/someone/notes",
        "/Users/someone/notes",
        "see /tmp/build-dir",
        "--find-links /wheels",
        "extra-index-url = https://packages.example.com",
        "https://files.python" + "hosted.org/packages/x",
        "file:///opt/wheels",
    ],
)
def test_a_machine_path_is_found(text: str) -> None:
    assert machine_paths(text)


@pytest.mark.parametrize(
    "text", ["GET /v1/charges", "docs.stripe.com/declines/codes", "http://127.0.0.1:1", "/tmp", "~"]
)
def test_an_ordinary_path_is_left_alone(text: str) -> None:
    assert machine_paths(text) == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_and_hashes_everything_and_holds_no_address(name: str) -> None:
    assert lock_faults((ROOT / name).read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        "click==8.5.1",
        "click>=8 --hash=sha256:" + "0" * 64,
        "click==8.5.1 --hash=sha256:abc",
        "--index-url packages",
        "-e .",
        "# made with https://packages.example.com",
    ],
)
def test_a_broken_lock_is_found(line: str) -> None:
    assert lock_faults(line)


def test_the_runtime_lock_holds_every_dependency_within_its_range() -> None:
    groups = PYPROJECT["dependency-groups"]
    assert outside_lock([*PYPROJECT["project"]["dependencies"], *groups["build"]], locked("requirements.lock")) == []


def test_the_development_lock_adds_to_the_runtime_lock() -> None:
    runtime, development = locked("requirements.lock"), locked("requirements-dev.lock")
    assert runtime.items() <= development.items()
    wanted = [item for item in PYPROJECT["dependency-groups"]["dev"] if isinstance(item, str)]
    assert outside_lock(wanted, development) == []


@pytest.mark.parametrize("wanted", ["click>=9", "no-such-package>=1"])
def test_a_lock_that_lags_behind_is_found(wanted: str) -> None:
    assert outside_lock([wanted], locked("requirements.lock")) == [str(Requirement(wanted))]


def test_every_dependency_has_an_upper_bound() -> None:
    project = PYPROJECT["project"]
    listed = [
        *project["dependencies"],
        *(item for extra in project["optional-dependencies"].values() for item in extra),
    ]
    assert [item for item in listed if "<" not in {spec.operator for spec in Requirement(item).specifier}] == []


@pytest.mark.parametrize("path", python_modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_what_it_is_and_stays_small(path: Path) -> None:
    assert faults_of(path.relative_to(ROOT).as_posix(), path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        '"""Long."""\n' + "x = 1\n" * LONGEST_MODULE,
        '"""Long function."""\nasync def f():\n' + "    x = 1\n" * LONGEST_FUNCTION,
    ],
)
def test_a_module_that_breaks_a_rule_is_found(source: str) -> None:
    assert len(faults_of("agent/made_up.py", source)) == 1


def test_no_module_of_tests_is_larger_than_one_of_the_product() -> None:
    paths = sorted((ROOT / "tests").rglob("*.py"))
    sizes = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in paths}
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_MODULE} == {}


def test_each_exception_to_the_sizes_is_still_needed() -> None:
    assert [name for name in LONG_MODULES if len((ROOT / name).read_text().splitlines()) <= LONGEST_MODULE] == []
    functions = [name.partition(":")[::2] for name in LONG_FUNCTIONS]
    assert [name for path, name in functions if name not in (ROOT / path).read_text()] == []


@pytest.mark.slow
def test_the_wheel_carries_every_file_of_the_rooms(tmp_path: Path) -> None:
    if int(version("setuptools").split(".")[0]) < SETUPTOOLS:
        pytest.skip(
            "this environment's setuptools is older than pyproject.toml asks; `make test` installs the locked one"
        )
    # Built from a copy, so that nothing is written into the working tree.
    copy = tmp_path / "copy"
    for path in tracked_files():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=copy, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("paysleuth-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert needed_data() - names == set()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} <= {"agent", "tools", "prompts", "evals"}
    (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
    assert "paysleuth = agent.cli:main" in zipfile.ZipFile(wheel).read(entry_points).decode()
