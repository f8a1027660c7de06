"""Keys of a simulated account, and what each may read.

A key is made from the world's seed, so it is a secret of nobody's. The same characters under the other mode's prefix
are the account's key of the other mode, which sees that mode's objects, or an empty account where there are none: a
test id asked for with a live key gets Stripe's hint of where it is.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from evals.world.http.errors import Refusal, invalid_key, lacks_permission, no_key

CONNECT = "connect"
"""What a key lacks that may read no connected account at all; before a colon and a permission, what it lacks there."""
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Permission:
    """A resource that a restricted key can be given: `charge` and `Charges` make `charge_read` and "Charges Read"."""

    name: str
    label: str

    def read(self) -> str:
        return f"{self.name}_read"


@dataclass(frozen=True)
class Key:
    """The restricted key of one account: it reads everything but what is denied, and writes nothing."""

    secret: str
    account: str
    livemode: bool
    denied: frozenset[str] = frozenset()
    connected: bool = False
    """Whether it is used on an account that is connected to its own."""

    def demand(self, permission: Permission | None) -> None:
        """Let a read pass, or refuse it in Stripe's words."""
        if permission is None:
            return
        lacking = {permission.read(), *([f"{CONNECT}:{permission.read()}"] if self.connected else [])}
        if lacking & self.denied:
            raise self.lacks(permission)

    def lacks(self, permission: Permission, verb: str = "Read") -> Refusal:
        label, name = f"{permission.label} {verb}", f"{permission.name}_{verb.lower()}"
        return lacks_permission(masked(self.secret), self.account, label, name)


def derive(seed: int, livemode: bool) -> str:
    """The restricted key of a world, always the same for a seed and mode."""
    return f"rk_{'live' if livemode else 'test'}_{code(f'key:{seed}', 24)}"


def code(text: str, length: int) -> str:
    """Letters and digits that depend on the text alone, as Stripe's ids have them."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    characters: list[str] = []
    for _ in range(length):
        number, rest = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[rest])
    return "".join(characters)


def masked(secret: str) -> str:
    """A key as Stripe's 403 shows it: the prefix and the last six characters."""
    kind, mode, rest = _parts(secret)
    return f"{kind}_{mode}_***{rest[-6:]}"


def authenticated(secret: str, sent: str | None, denied: frozenset[str], account: str) -> Key:
    """The key that a request's Authorization header carries; 401 without one, or with another world's."""
    given = _credential(sent)
    if not given:
        raise no_key()
    kind, mode, rest = _parts(given)
    own_kind, _, own_rest = _parts(secret)
    if (kind, rest) != (own_kind, own_rest) or mode not in ("test", "live"):
        shown = f"{kind}_{mode}_" if mode else ""
        raise invalid_key(shown + "*" * max(len(rest) - 4, 4) + rest[-4:])
    return Key(given, account, mode == "live", denied)


def _credential(sent: str | None) -> str:
    scheme, _, rest = (sent or "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _parts(secret: str) -> tuple[str, str, str]:
    kind, _, rest = secret.partition("_")
    mode, _, random = rest.partition("_")
    return (kind, mode, random) if random else ("", "", secret)
