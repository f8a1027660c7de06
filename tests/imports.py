"""What a module imports and refers to, read from its syntax tree.

Lazy imports inside functions count as much as those at the top, and so does `import_module("...")` on a literal.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("agent", "tools", "prompts", "evals")


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
