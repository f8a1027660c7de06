"""Chance with a name: every part of a world draws from its own stream, so that adding one part never moves another.

A stream is fixed by the world's seed and the names that lead to it, whatever the process, hash seed or platform.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import sha256
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
HOUR = 3600
DAY = 24 * HOUR


class Draw:
    """One stream of chance, and the identities that are minted from it."""

    __slots__ = ("_names", "_seed", "random")

    def __init__(self, seed: int, *names: str) -> None:
        self._seed = seed
        self._names = names
        digest = sha256("/".join((str(seed), *names)).encode()).digest()
        self.random = Random(int.from_bytes(digest[:16], "big"))  # noqa: S311 - a simulation, not a secret

    def within(self, *names: str) -> "Draw":
        """The stream of a part, independent of what has been drawn from this one."""
        return Draw(self._seed, *self._names, *names)

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return self.random.randint(low, high)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, options: Sequence[T]) -> T:
        return self.random.choice(options)

    def weigh(self, options: Sequence[tuple[T, float]]) -> T:
        """One of the options, each with its weight."""
        values, weights = zip(*options, strict=True)
        return self.random.choices(values, weights)[0]

    def text(self, length: int, alphabet: str = ALPHABET) -> str:
        draw, many = self.random.random, len(alphabet)
        return "".join([alphabet[int(draw() * many)] for _ in range(length)])

    def digits(self, length: int) -> str:
        return self.text(length, "0123456789")

    def uuid(self) -> str:
        """A random UUID, as client libraries make for idempotency keys."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def stem(self, at: int, generation: str = "1") -> str:
        """The part that ids minted for one thing at one moment share: generation, clock, the account's own letters."""
        return stem(self._seed, at, generation)

    def minted(self, prefix: str, stem: str) -> str:
        """A new id on a stem, 24 characters after the prefix."""
        return f"{prefix}_{stem}{self.text(8)}"


def letters(length: int, *names: str) -> str:
    """Up to 32 letters that follow from names alone: for what hangs on something already named."""
    return sha256("/".join(names).encode()).digest()[:length].translate(_LETTERS).decode()


def stem(seed: int, at: int, generation: str = "1") -> str:
    """The part that ids minted at one moment share."""
    return generation + _clock(at) + _account(seed)


@cache
def _account(seed: int) -> str:
    return letters(10, str(seed), "account")


@lru_cache(maxsize=4096)
def _clock(at: int) -> str:
    """Five characters that grow with time, as the ids of neighbours in time look alike."""
    letters = ""
    for _ in range(5):
        at, digit = divmod(at, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    return letters
