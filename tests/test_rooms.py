"""Who may know whom: the import rules of the rooms, read from every product module's syntax tree.

Lazy imports inside functions count as much as those at the top, and so does `import_module("...")` on a literal.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("agent", "tools", "prompts", "evals")

# What happened in a world: told by these, before anything of it is shown. Truths are derived from it alone.
HAPPENED = tuple(
    f"evals.world.{module}"
    for module in (
        *(
            "accounts",
            "billing",
            "busy",
            "cast",
            "checkout",
            "claims",
            "draw",
            "express",
            "happened",
            "hosted",
            "jotting",
        ),
        *(
            "known",
            "market",
            "members",
            "noise",
            "parties",
            "releases",
            "sharing",
            "standing",
            "steps",
            "tills",
            "traffic",
        ),
        *("treasury", "visits", "work"),
    )
)

# The longest name that a module's own name starts with says what it may import of paysleuth.
MAY_IMPORT = {
    "tools.contract": ("tools.contract",),
    "tools": ("tools",),
    "prompts": ("prompts",),
    "agent": ("agent", "prompts", "tools.contract", "tools.gateway", "tools.server", "tools.operations"),
    "evals": (
        "evals",
        *("agent.report", "agent.budget", "agent.compose", "agent.investigator", "agent.models", "agent.thread"),
        "agent.render",  # a report is shown beside its truth as its readers see it
        *("tools.contract", "tools.server", "tools.operations"),
    ),
    "evals.world": ("evals", "tools.contract"),  # a stand-in for Stripe knows nothing of who reads it
}
# The layers of a world within their room: told, shown, and judged apart from what is shown.
LAYERS = {
    **{module: HAPPENED for module in HAPPENED},
    "evals.recipes": ("evals.recipes", "evals.truth", *HAPPENED, "tools.contract"),
    "evals.world.shown": ("evals.world.shown", "evals.world.shelf", *HAPPENED),  # no truth, and no truth's tables
}

PLAYBOOK = "agent.playbook"
TOGETHER = {"agent.compose", "agent.loading"}
ANTHROPIC = "agent.models.claude"
STRIPE = "tools.reading.wire"
CLOCK = "tools.contract.clock"

ENVIRONMENT_NAMES = {"os.environ", "os.environb", "os.getenv", "os.getenvb"}
CLOCK_NAMES = {
    f"time.{reading}{unit}"
    for reading in ("time", "monotonic", "perf_counter", "process_time", "thread_time")
    for unit in ("", "_ns")
} | {
    "time.localtime",
    "time.gmtime",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
}


@dataclass(frozen=True)
class Module:
    """A module of the product, or one made up to break a rule."""

    name: str
    source: str
    is_package: bool = False

    def tree(self) -> ast.Module:
        return ast.parse(self.source, self.name)


def product() -> list[Module]:
    found: list[Module] = []
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        *parents, last = path.relative_to(ROOT).with_suffix("").parts
        is_package = last == "__init__"
        found.append(Module(".".join(parents if is_package else [*parents, last]), path.read_text(), is_package))
    return found


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@cache
def imports(module: Module) -> tuple[str, ...]:
    """The full names of all that a module imports: `from tools import server` and `import tools.server` alike."""
    return tuple(_imports(module))


def _imports(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree()):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                base = source or ""
                if level:
                    parents = module.name.split(".")
                    kept = parents[: len(parents) - level + module.is_package]
                    base = ".".join([*kept, *([source] if source else [])])
                yield from (f"{base}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


@cache
def uses(module: Module) -> tuple[str, ...]:
    """The full names of all that a module takes from other modules and refers to, import aliases resolved."""
    return tuple(_uses(module))


def _uses(module: Module) -> Iterator[str]:
    tree = module.tree()
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    top = alias.name.partition(".")[0]
                    known[alias.asname or top] = alias.name if alias.asname else top
            case ast.ImportFrom(module=str(source), names=names, level=0):
                known |= {alias.asname or alias.name: f"{source}.{alias.name}" for alias in names}
    for node in ast.walk(tree):
        dotted = dotted_name(node)
        if dotted is not None:
            head, _, rest = dotted.partition(".")
            if head in known:
                yield known[head] + (f".{rest}" if rest else "")


def dotted_name(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            owner = dotted_name(value)
            return owner and f"{owner}.{attr}"
    return None


def trespasses(modules: list[Module]) -> list[str]:
    """Every import of a room that the importing module may not know."""
    found: list[str] = []
    rules = MAY_IMPORT | LAYERS
    for module in modules:
        rule = max((name for name in rules if within(module.name, name)), key=len)
        found += [
            f"{module.name} imports {name}"
            for name in imports(module)
            if name.split(".")[0] in ROOMS and not any(within(name, allowed) for allowed in rules[rule])
        ]
    return found


def importers(modules: list[Module], package: str) -> set[str]:
    return {module.name for module in modules if any(within(name, package) for name in imports(module))}


def users(modules: list[Module], names: set[str]) -> set[str]:
    """The modules that refer to one of `names`, or import one by its own name."""
    return {
        module.name
        for module in modules
        if any(within(use, name) for use in (*uses(module), *imports(module)) for name in names)
    }


def star_imports(modules: list[Module]) -> set[str]:
    """The modules whose names can't be told by reading them."""
    return {module.name for module in modules if any(name.endswith(".*") for name in imports(module))}


PRODUCT = product()


def test_every_room_has_modules() -> None:
    assert {module.name.split(".")[0] for module in PRODUCT} == set(ROOMS)


def test_what_tells_what_happened_exists() -> None:
    assert set(HAPPENED) <= {module.name for module in PRODUCT}


def test_no_room_imports_what_it_may_not_know() -> None:
    assert trespasses(PRODUCT) == []


def test_only_one_module_imports_anthropic() -> None:
    assert importers(PRODUCT, "anthropic") <= {ANTHROPIC}


def test_only_one_module_imports_stripe() -> None:
    assert importers(PRODUCT, "stripe") <= {STRIPE}


def test_only_one_module_reads_the_environment() -> None:
    assert len(users(PRODUCT, ENVIRONMENT_NAMES)) <= 1, users(PRODUCT, ENVIRONMENT_NAMES)


def test_only_one_module_reads_the_clock() -> None:
    assert users(PRODUCT, CLOCK_NAMES) <= {CLOCK}


def test_the_playbook_is_known_to_what_chooses_a_model_and_puts_an_investigation_together_alone() -> None:
    known = importers(PRODUCT, PLAYBOOK)
    assert {name for name in known if not within(name, PLAYBOOK)} <= {"agent.models.choice", *TOGETHER}
    assert importers([Module("agent.reports.x", "from agent.playbook import summing")], PLAYBOOK) == {"agent.reports.x"}


def test_no_module_imports_everything_of_another() -> None:
    assert star_imports(PRODUCT) == set()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("tools.contract.money", "import agent.report"),
        ("tools.contract.money", "from tools import reader"),
        ("tools.contract.money", "from ..reader import Reader"),
        ("tools.flow", "from prompts import load"),
        ("tools.flow", "def f():\n    from agent.cli import main"),
        ("tools.server", "import importlib\nimportlib.import_module('evals.world')"),
        ("agent.graph", "from tools.reading.reader import Reader"),
        ("agent.graph", "import tools"),
        ("agent.graph", "from tools import codes"),
        ("agent.graph", "from evals.world import serve"),
        ("agent.graph", "def f():\n    import evals"),
        ("prompts.loader", "from tools.contract.money import Money"),
        ("evals.runner", "from tools.codes import lookup"),
        ("evals.runner", "from agent.playbook import Playbook"),
        ("evals.world.server", "from agent.report import Report"),
        ("evals.world.server", "from tools.server import build"),
        ("evals.recipes.failures", "from evals.world.shown import codes"),
        ("evals.recipes.judged.debits", "def f():\n    from evals.world.shown.charges import failure_of"),
        ("evals.recipes.reading", "from evals.world.shelf import Shelves"),
        ("evals.recipes.reading", "from evals.world.build import build_world"),
        ("evals.world.happened", "from evals.world.shown import show"),
        ("evals.world.draw", "from evals.recipes.expected import attempts"),
        ("evals.world.shown.codes", "from evals.recipes.expected.attempts import DECLINE_CODES"),
    ],
)
def test_a_trespass_is_found(name: str, source: str) -> None:
    assert len(trespasses([Module(name, source)])) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("tools.contract.money", "from tools.contract.record import Record"),
        ("tools.contract.money", "from .record import Record"),
        ("tools.flow", "from tools.contract import causes"),
        ("agent.graph", "from tools import server"),
        ("agent.graph", "import prompts, tools.gateway"),
        ("evals.runner", "from agent.investigator import Investigator"),
        ("evals.world.server", "import json, agents, toolsmith"),
        ("evals.recipes.failures", "from evals.world import cast, market"),
        ("evals.world.build", "from evals.recipes import BY_NAME\nfrom evals.world.shown import show"),
    ],
)
def test_what_the_rules_allow_is_no_trespass(name: str, source: str) -> None:
    assert trespasses([Module(name, source)]) == []


def test_a_package_resolves_its_own_relative_imports() -> None:
    assert list(imports(Module("tools.codes", "from .lookup import a\nfrom ..reader import b", is_package=True))) == [
        "tools.codes.lookup.a",
        "tools.reader.b",
    ]


@pytest.mark.parametrize("source", ["import anthropic", "def f():\n    from anthropic.types import Message"])
def test_a_second_importer_of_anthropic_is_found(source: str) -> None:
    assert importers([Module(ANTHROPIC, source), Module("agent.chat", source)], "anthropic") == {
        ANTHROPIC,
        "agent.chat",
    }


@pytest.mark.parametrize("source", ["import stripe as s", "from stripe import StripeClient", "__import__('stripe')"])
def test_a_second_importer_of_stripe_is_found(source: str) -> None:
    assert importers([Module(STRIPE, source), Module("tools.flow", source)], "stripe") == {STRIPE, "tools.flow"}


@pytest.mark.parametrize(
    "source",
    [
        "import os\nx = os.environ['HOME']",
        "import os as system\nx = system.environ.get('HOME')",
        "from os import environ",
        "from os import getenv as read\nx = read('HOME')",
        "def f():\n    import os\n    return os.getenv('HOME')",
    ],
)
def test_a_reader_of_the_environment_is_found(source: str) -> None:
    assert users([Module("agent.chat", source)], ENVIRONMENT_NAMES) == {"agent.chat"}


@pytest.mark.parametrize(
    "source",
    [
        "import time\nt = time.time()",
        "import time\nread = time.monotonic_ns",
        "from time import perf_counter",
        "from datetime import UTC, datetime\nt = datetime.now(UTC)",
        "import datetime as dt\nt = dt.datetime.utcnow()",
        "from datetime import date as day\nt = day.today()",
    ],
)
def test_a_reader_of_the_clock_is_found(source: str) -> None:
    assert users([Module("agent.chat", source)], CLOCK_NAMES) == {"agent.chat"}


@pytest.mark.parametrize(
    "source",
    [
        "import os\nx = os.path.join('a', 'b')",
        "import time\ntime.sleep(0)",
        "from datetime import UTC, datetime\nt = datetime.fromtimestamp(0, UTC)",
        "clock.now()\ntime = 1",
    ],
)
def test_what_reads_neither_is_left_alone(source: str) -> None:
    assert users([Module("agent.chat", source)], ENVIRONMENT_NAMES | CLOCK_NAMES) == set()


def test_a_star_import_is_found() -> None:
    assert star_imports([Module("agent.chat", "from os import *")]) == {"agent.chat"}
