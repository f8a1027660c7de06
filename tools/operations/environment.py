"""The process's environment: the one module that reads it, so that what paysleuth takes from there is all here."""

import getpass
import os
import re
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_SECRETS = re.compile(r"(?i)key|token|secret|password|credential")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Environment:
    """What paysleuth takes from the environment. An empty variable counts as unset."""

    home: Path | None = None  # PAYSLEUTH_HOME: where the stores are
    anthropic_key: str | None = field(default=None, repr=False)  # ANTHROPIC_API_KEY
    anthropic_url: str | None = None  # ANTHROPIC_BASE_URL
    no_color: bool = False  # NO_COLOR, see no-color.org


def read_environment() -> Environment:
    """The environment as it is at this moment."""
    home = variable("PAYSLEUTH_HOME")
    return Environment(
        home=Path(home).expanduser() if home else None,
        anthropic_key=variable("ANTHROPIC_API_KEY"),
        anthropic_url=variable("ANTHROPIC_BASE_URL"),
        no_color=variable("NO_COLOR") is not None,
    )


def variable(name: str) -> str | None:
    """One variable by name, for keys that the configuration says are in the environment; None when unset or empty."""
    return os.environ.get(name) or None


@contextmanager
def with_variable(name: str, value: str) -> Generator[None]:
    """A variable for this process and those that it starts meanwhile; one that was set before is set again after."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before


def for_children(keep: Collection[str] = ()) -> dict[str, str]:
    """The environment for processes of paysleuth's own, without secrets: only those that `keep` names are handed on.

    A paysleuth that runs from its sources is found by its child as well.
    """
    environment = {name: value for name, value in os.environ.items() if name in keep or not _SECRETS.search(name)}
    if not {"site-packages", "dist-packages"} & set(_ROOT.parts):
        paths = [path for path in (environment.get("PYTHONPATH"), str(_ROOT)) if path]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return environment


def user() -> str:
    """Who runs paysleuth, as the operating system names them: for the audit."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have a number alone
        return f"uid {os.getuid()}"
