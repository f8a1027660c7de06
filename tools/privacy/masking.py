"""Placeholders for personal data: `[email-3f9a2c41d0]`, equal for equal values of one account, reversible only here.

A placeholder is a keyed hash (HMAC-SHA256) of its kind and value, so that nobody without the account's key can test a
guess. Card numbers and keys are the exception: they become `[card-ending-4242]` and `[key-ending-9fQ2]`, are kept
nowhere and can't be restored.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable

from pydantic import JsonValue

from tools.privacy.names import names as typed_names
from tools.privacy.personal import (
    PLACEHOLDER,
    Personal,
    Span,
    Unkept,
    card_numbers,
    clean,
    find,
    may_hold_secrets,
    normal,
    secrets,
)
from tools.privacy.vault import Vault

_SHORT, _LONG = 10, 20
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")  # an id, a code: nothing personal has this shape


class UnknownPlaceholder(ValueError):
    """A placeholder that this account's vault doesn't hold."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(f"no value is known for {placeholder}")
        self.placeholder = placeholder


class Masker:
    """Masks values of one account; `key` is the account's own, `vault` remembers what each placeholder stands for.

    `recorded` is for an account whose every answer was masked when it was recorded: a placeholder in it is a value that
    stands for itself. Elsewhere a value that looks like a placeholder is masked like any other, so that nobody can pose
    as somebody else by taking their placeholder for a name.
    """

    def __init__(self, key: bytes, vault: Vault, *, recorded: bool = False) -> None:
        self._key = key
        self._vault = vault
        self._recorded = recorded
        self._made: dict[tuple[Personal, str], str] = {}

    def mask_text(self, text: str, kind: Personal) -> str:
        """The placeholder of a whole value; an empty text stays empty."""
        if self._recorded and PLACEHOLDER.fullmatch(text):
            return text
        value = hide_unkept(text, glued=True).strip()
        if not value:
            return ""
        same = normal(value, kind)
        made = self._made.get((kind, same))
        if made is None:
            made = self._made[kind, same] = self._placeholder(value, same, kind)
        return made

    def mask_question(self, text: str) -> str:
        """`text` as typed, with e-mails, phone numbers, IP addresses, card numbers, keys and names in it replaced.

        A name is known as `tools.privacy.names` says: no other can be told from any word.
        """
        masked = self._masked(text, 20_000, names=True)
        self.flush()
        return masked

    def mask_within(self, text: str, cap: int = 500) -> str:
        """A text that may be shown, cleaned and capped, with any personal data but names in it replaced."""
        return self._masked(text, cap, names=False)

    def _masked(self, text: str, cap: int, *, names: bool) -> str:
        if len(text) <= cap and _WORD.fullmatch(text) and not may_hold_secrets(text):
            return text
        shown, parts, end = clean(text, cap), list[str](), 0
        found = find(shown)
        if names:
            named = typed_names(shown, self._is_name, found)
            found = sorted((*found, *(one for one in named if one.meets_none(found))), key=lambda span: span.start)
        for span in found:
            value = shown[span.start : span.end]
            masked = self.mask_text(value, span.kind) if isinstance(span.kind, Personal) else _hidden(value, span.kind)
            parts += [shown[end : span.start], masked]
            end = span.end
        return "".join([*parts, shown[end:]])

    def resolve(self, value: JsonValue, quote: Callable[[str], str] = str) -> JsonValue:
        """`value` with each placeholder in its strings restored; `quote` escapes what is put in.

        Raises `UnknownPlaceholder`.
        """
        match value:
            case str():
                return PLACEHOLDER.sub(lambda match: quote(self.original(match[0])), value)
            case list():
                return [self.resolve(item, quote) for item in value]
            case dict():
                return {name: self.resolve(item, quote) for name, item in value.items()}
            case _:
                return value

    def original(self, placeholder: str) -> str:
        """What a placeholder stands for; raises `UnknownPlaceholder`."""
        found = self._vault.find(placeholder)
        if found is None and self._recorded:
            return placeholder
        if found is None:
            raise UnknownPlaceholder(placeholder)
        return found

    def flush(self) -> None:
        """Makes the placeholders made so far restorable after a crash; to be called before any of them is shown."""
        self._vault.flush()

    def close(self) -> None:
        """Closes the vault."""
        self._vault.close()

    def _is_name(self, text: str) -> bool:
        """Whether a text is a name that has been masked in this account before."""
        same = normal(text, Personal.NAME)
        kept = (self._vault.find(one) for one in self._candidates(same, Personal.NAME))
        return any(one is not None and normal(one, Personal.NAME) == same for one in kept)

    def _placeholder(self, value: str, same: str, kind: Personal) -> str:
        short, long = self._candidates(same, kind)
        other = self._vault.find(short)
        made = short if other is None or normal(other, kind) == same else long
        self._vault.keep(made, value)
        return made

    def _candidates(self, same: str, kind: Personal) -> tuple[str, str]:
        """What a value's placeholder can be: the long one where the short one is another value's."""
        digest = hmac.new(self._key, f"{kind}\0{same}".encode(), hashlib.sha256).hexdigest()
        return f"[{kind}-{digest[:_SHORT]}]", f"[{kind}-{digest[:_LONG]}]"


def hide_unkept(text: str, glued: bool = False) -> str:
    """`text` with each card number and key replaced by its last four characters; `glued` as in `card_numbers`."""
    if not may_hold_secrets(text):
        return text
    keyless = _hide(text, secrets(text))
    return _hide(keyless, card_numbers(keyless, glued))


def _hide(text: str, spans: Iterable[Span]) -> str:
    for span in reversed(list(spans)):
        text = text[: span.start] + _hidden(text[span.start : span.end], span.kind) + text[span.end :]
    return text


def _hidden(value: str, kind: Personal | Unkept) -> str:
    return f"[{kind}-ending-{re.sub(r'[^A-Za-z0-9]', '', value)[-4:]}]"
