"""That an agent can't come by a truth: nothing it is made of knows the suite, or where its files are."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
AGENT_SIDE = ("agent", "tools", "prompts")
WORLD = re.compile(r"evals\.world\b")
SUITE = re.compile(
    r"\bevals[./](?:suite|cases|recipes|truth|checks|scoring|nulls|mutations|reference)\b"
    r"|truths\.jsonl|\bbaseline\.json\b|\.(?:case|account)\.json\b|\brecorded/kept\b|\brecordings/kept\b"
)
PART = re.compile(r"(?:^|[^\w-])evals(?:[./]|$)")
"""The evals' package or folder in a text of a program, of which a module's name or a path could be put together."""
STARTING = "agent/cli/starting.py"
"""Where the suite is started as a process of its own, by the name of its package."""


def sources(root: Path = ROOT) -> dict[str, str]:
    """The source of every module and prompt that an agent is made of, by its path."""
    found = (path for room in AGENT_SIDE for path in sorted((root / room).rglob("*")))
    return {str(path.relative_to(root)): path.read_text("utf-8") for path in found if path.suffix in {".py", ".md"}}


def knowing(texts: Mapping[str, str]) -> list[str]:
    """Modules that import the evals, or name what holds truths.

    The demo account's world is started as a process by its module's name, which is all that the product says of evals.
    """
    wrong = [f"{name} names {found.group()}" for name, text in texts.items() for found in SUITE.finditer(text)]
    imported = [
        f"{name} imports {module}"
        for name, text in texts.items()
        if name.endswith(".py")
        for module in _imports(text)
        if module.split(".")[0] == "evals"
    ]
    parts = [
        f"{name} holds {text!r}"
        for name, source in texts.items()
        if name.endswith(".py")
        for text in _strings(source)
        if PART.search(WORLD.sub("", text)) and not (name == STARTING and text == "evals")
    ]
    return wrong + imported + parts


def _strings(source: str) -> Iterator[str]:
    """The texts that a program has in hand; what documents it is none."""
    tree = ast.parse(source)
    told = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.value


def _imports(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module
            case _:
                pass
