"""Characters that no eye sees: what hides words from a reader that a machine would still read, or obeys a terminal."""

import unicodedata
from collections.abc import Iterable
from itertools import chain

_IGNORED = frozenset(
    chain(
        (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),  # a joiner, blanks that count as letters
        range(0x180B, 0x1810),  # Mongolian variation selectors
        range(0xFE00, 0xFE10),  # variation selectors: 256 of them in all, so that each can carry a byte
        range(0xE0100, 0xE01F0),
    )
)
"""Unicode's Default_Ignorable_Code_Point beyond its C categories (unicode.org/reports/tr44), and the blank pattern."""


def is_unseen(character: str) -> bool:
    """Whether a character is shown as nothing: a control, a bidirectional override, a zero-width or filler one."""
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp") or ord(character) in _IGNORED


def without_unseen(text: str) -> str:
    """`text` without the characters that are shown as nothing."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_seen(text))


def _seen(text: str) -> Iterable[str]:
    return (character for character in text if not is_unseen(character))
