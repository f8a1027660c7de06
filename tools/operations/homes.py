"""Where paysleuth keeps what it stores, and where its configuration may be."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path, user_state_path

from tools.operations import Misconfigured
from tools.operations.environment import Environment

SETTINGS_FILE = "paysleuth.toml"


@dataclass(frozen=True)
class Home:
    """The folder of all stores, its owner's alone; files are made when something is first kept in them."""

    folder: Path

    @property
    def threads(self) -> Path:
        return self.folder / "threads.sqlite"

    @property
    def reads(self) -> Path:
        return self.folder / "reads.sqlite"

    @property
    def audit(self) -> Path:
        return self.folder / "audit.sqlite"

    @property
    def reports(self) -> Path:
        return self.folder / "reports.sqlite"

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints.sqlite"

    def vault(self, account: str) -> Path:
        """What the placeholders of an account stand for."""
        return self.folder / "vaults" / f"{account}.sqlite"

    def masking_key(self, account: str) -> Path:
        """The key that an account's placeholders are made with, beside its vault."""
        return self.folder / "vaults" / f"{account}.key"


@dataclass(frozen=True)
class PassingHome(Home):
    """A home whose investigations are kept apart, in a folder that won't stay; what was read of Stripe is audited all
    the same."""

    apart: Path

    @property
    def threads(self) -> Path:
        return self.apart / "threads.sqlite"

    @property
    def reads(self) -> Path:
        return self.apart / "reads.sqlite"

    @property
    def checkpoints(self) -> Path:
        return self.apart / "checkpoints.sqlite"


def find_home(environment: Environment, working: Path, chosen: Path | None = None) -> Home:
    """The home: `$PAYSLEUTH_HOME`, else `chosen` by the settings, else the user's state folder.

    Where the user has no writable home at all (a container, a CI job), it is `.paysleuth` in the working folder. Raises
    `Misconfigured` where a folder that someone named can't be used.
    """
    named = environment.home or chosen
    if named is not None:
        if not _usable(named):
            raise Misconfigured(f"the folder {str(named)!r} can't be written", "name another in PAYSLEUTH_HOME")
        return Home(named)
    usual = user_state_path("paysleuth", appauthor=False)
    if _usable(usual):
        return Home(usual)
    beside = working / ".paysleuth"
    if not _usable(beside):
        raise Misconfigured("there is no folder to keep anything in", "name a writable one in PAYSLEUTH_HOME")
    (beside / ".gitignore").write_text("*\n")
    return Home(beside)


def settings_places(working: Path) -> list[Path]:
    """Where `paysleuth.toml` is looked for, the first one found being used."""
    return [working / SETTINGS_FILE, user_config_path("paysleuth", appauthor=False) / SETTINGS_FILE]


def _usable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
