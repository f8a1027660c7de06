"""Places that a secret may come from: a file, the system's keyring, a command, a variable. It never stands in a file
of settings, and no message shows it.
"""

import subprocess
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from tools.operations import Misconfigured
from tools.operations.environment import variable
from tools.operations.sections import KeySettings

SERVICE = "paysleuth"
_COMMAND_SECONDS = 60
_LONGEST = 4096


@dataclass(frozen=True)
class Place:
    """Where a secret is; messages name it by `what` and whose it is, `folder` is what a relative path starts from."""

    what: str
    owner: str
    settings: KeySettings
    folder: Path
    otherwise: str = ""
    """What can be done without it, as a sentence."""

    def read(self) -> str:
        """The secret as it stands there; raises `Misconfigured`."""
        match self.settings:
            case KeySettings(file=str(name)):
                return self._from_file(self.path(name))
            case KeySettings(keyring=str(name)):
                return self._from_keyring(name)
            case KeySettings(command=list(command)):
                return self._from_command(command)
            case KeySettings(env=str(name)):
                return variable(name) or self._refuse(
                    f"the variable {name} is unset or empty", f"set it to the {self.what}"
                )
            case _:
                return self._refuse("no place is named", "name one of file, keyring, command, env")

    def path(self, name: str) -> Path:
        """A file's place; a relative one starts from the settings file's folder."""
        return self.folder / Path(name).expanduser()

    def _from_file(self, path: Path) -> str:
        try:
            with path.open(encoding="ascii") as file:
                return file.read(_LONGEST)
        except (OSError, UnicodeDecodeError):
            return self._refuse(
                f"the file {path} can't be read", f"put the {self.what} there, on one line, with chmod 600"
            )

    def _from_keyring(self, name: str) -> str:
        try:
            keyring: Any = import_module("keyring")
        except ImportError:
            return self._refuse("the keyring package isn't installed", "pip install 'paysleuth[keyring]'")
        try:
            secret: object = keyring.get_password(SERVICE, name)
        except Exception as error:  # noqa: BLE001 - each system's keyring has errors of its own
            return self._refuse(f"the keyring gave {type(error).__name__}", f"name another place for the {self.what}")
        return (
            secret
            if isinstance(secret, str)
            else self._refuse("the keyring holds no such entry", f"keyring set {SERVICE} {name}")
        )

    def _from_command(self, command: list[str]) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the user's own command, as a list, by no shell
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_COMMAND_SECONDS, check=False
            )
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
            return self._refuse(f"the command {command[0]!r} can't be run to its end", "try it in a terminal")
        if done.returncode != 0:
            return self._refuse(f"the command {command[0]!r} ended with {done.returncode}", "try it in a terminal")
        return done.stdout[:_LONGEST]

    def _refuse(self, why: str, next_step: str) -> NoReturn:
        otherwise = f". {self.otherwise}" if self.otherwise else ""
        raise Misconfigured(f"there is no {self.what} for {self.owner}: {why}", f"{next_step}{otherwise}")
