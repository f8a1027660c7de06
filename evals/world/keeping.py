"""Simulated accounts that are kept once they are built, for the processes of one run that want the same ones.

Nothing in a file says which code it came from: a folder is for one run of one version, and for nobody else to write to.
"""

import os
import pickle
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def kept(folder: Path | None, build: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `build` builds of its arguments, or built before for this folder: an object of the caller's own.

    Without a folder it is built each time.
    """
    if folder is None:
        return build(*args, **kwargs)
    name = sha256(repr((build.__qualname__, args, sorted(kwargs.items()))).encode()).hexdigest()
    path = folder / name
    if path.exists():
        return pickle.loads(zlib.decompress(path.read_bytes()))  # noqa: S301 - written by this run
    built = build(*args, **kwargs)
    _write(path, zlib.compress(pickle.dumps(built, pickle.HIGHEST_PROTOCOL), 1))
    return built


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, as others may look for it at any moment."""
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)
