"""Who may know whom: the import rules of the rooms, held against every product module."""

import pytest

from tests.imports import ROOMS, Module, importers, imports, product, star_imports, users, within

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
