"""Projection: what of Stripe's objects may pass the privacy boundary, field by field, the rest denied.

A field that isn't listed here, an object type that isn't known, and a value that lacks its field's shape never pass:
what Stripe adds tomorrow is left out until someone decides on it. The tables are in the modules beside this one.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from pydantic import JsonValue

from tools.privacy.masking import Masker, hide_unkept
from tools.privacy.personal import Personal, find
from tools.privacy.projection.billing import BILLING
from tools.privacy.projection.kinds import Fields, Kind, Leaf, Masked, Ref, Values
from tools.privacy.projection.money import MONEY_OBJECTS
from tools.privacy.projection.payments import PAYMENTS
from tools.privacy.projection.signals import SIGNALS

JsonObject = dict[str, JsonValue]

OBJECTS: Mapping[str, Fields] = {**PAYMENTS, **BILLING, **MONEY_OBJECTS, **SIGNALS}
"""The fields of each type of object that is read."""

_UNKNOWN: Fields = {"id": Leaf.ID, "object": Leaf.CODE, "deleted": Leaf.FLAG}

_SHAPES = {
    Leaf.ID: re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|mandate_[A-Za-z0-9]+"),
    Leaf.CODE: re.compile(r"(?!\d{7})[A-Za-z0-9*][A-Za-z0-9_.:*/\[\]-]{0,99}"),
    Leaf.TIME: re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})"),
    Leaf.NUMBER: re.compile(r"-?\d{1,15}(?:\.\d{1,15})?"),
    Leaf.LAST4: re.compile(r"[0-9A-Za-z]{1,4}"),
    Leaf.COUNTRY: re.compile(r"[A-Z]{2}"),
    Leaf.REGION: re.compile(r"[A-Z]{1,3}|\d{2,3}"),
    Leaf.TOKEN: re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+/=-]{0,499}"),
    Leaf.PATH: re.compile(r"/v[12]/[A-Za-z0-9_./-]{1,200}(?:\?[A-Za-z0-9_.%:&=\[\]+-]{1,1500})?"),
}
_STRIPE_REFERENCE = re.compile(
    r"(?:group_)?(?:acct|ch|cs|cus|in|pi|po|py|sub|tr)_[A-Za-z0-9]{8,}"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
)
_HOST = re.compile(r"https?://(?:[^/?#@]*@)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}|localhost)(?::\d+)?(?:[/?#].*)?")
_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)
"""No code, id or token of Stripe's is a web address; where one stands in such a field, somebody else wrote it."""
_NO_TEXT = frozenset({Leaf.PRESENT, Leaf.METADATA, Leaf.FLAG})
"""What no text is shown of."""
_OF_TYPE: Mapping[type, frozenset[Leaf]] = {
    str: frozenset(Leaf) - _NO_TEXT,
    int: frozenset({Leaf.NUMBER, Leaf.TIME}),
    bool: frozenset({Leaf.FLAG, Leaf.PRESENT}),
}
"""Which kinds of field hold values of a type that are decided by what they are alone."""
_TEXTS = 32_768
"""How many texts are remembered as they were shown, of one account."""
_POSTAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{1,9}")
_POSTAL_CUT = re.compile(r"[A-Za-z0-9 -]{0,3}\*")


@lru_cache(maxsize=8192)  # most of Stripe's strings are words of small vocabularies
def _has_shape(value: str, kind: Leaf) -> bool:
    shape = _SHAPES.get(kind)
    return (
        shape is not None
        and shape.fullmatch(value) is not None
        and not _ADDRESS.search(value)
        and hide_unkept(value, glued=True) == value
        and (kind is Leaf.ID or not find(value))
    )


class Projector:
    """Projects and masks the bodies of one account; `metadata` maps each visible key to its values' whole pattern."""

    def __init__(self, masker: Masker, metadata: Mapping[str, str], objects: Mapping[str, Fields] = OBJECTS) -> None:
        self._masker = masker
        self._metadata = {key: re.compile(pattern) for key, pattern in metadata.items()}
        self._references = [pattern for key, pattern in self._metadata.items() if key.endswith("_id")]
        self._objects = objects
        self._seen = lru_cache(maxsize=_TEXTS)(self._text)  # a list names the same customers and words again and again
        self._listed = lru_cache(maxsize=_TEXTS)(self._metadatum)

    def project(self, body: Mapping[str, JsonValue]) -> JsonObject:
        """What may be stored and shown of a response; Stripe's shapes and names throughout.

        One field is added: `metadata_other_keys` counts the metadata whose keys aren't listed. What was projected
        before, as a recording of an account holds it, comes out as it went in where the masker is of a recording.
        """
        listed = not isinstance(body.get("object"), str) and isinstance(body.get("data"), list)
        return self._object(body, "list" if listed else "")

    def _object(self, body: Mapping[str, JsonValue], assumed: str = "") -> JsonObject:
        named = body.get("object")
        kind = named if isinstance(named, str) else assumed
        projected = self._fields(body, self._objects.get(kind, _UNKNOWN))
        if kind == "event":
            self._add_previous(body, projected)
        return projected

    def _add_previous(self, event: Mapping[str, JsonValue], projected: JsonObject) -> None:
        data, shown = event.get("data"), projected.get("data")
        if not isinstance(data, dict) or not isinstance(shown, dict):
            return
        about, before = data.get("object"), data.get("previous_attributes")
        if isinstance(about, dict) and isinstance(before, dict):
            shown["previous_attributes"] = self._fields(before, self._objects.get(str(about.get("object")), _UNKNOWN))

    def _fields(self, body: Mapping[str, JsonValue], fields: Fields) -> JsonObject:
        projected: JsonObject = {}
        seen = self._seen
        for name, kind in fields.items():
            if name not in body:
                continue
            value = body[name]
            if value is None:
                projected[name] = None
                continue
            if type(kind) is Leaf and kind in _OF_TYPE.get(type(value), ()):  # most fields, without a call more
                projected[name] = seen(value, kind) if type(value) is str else value
                continue
            projected[name] = self._value(value, kind)
            if kind is Leaf.METADATA and isinstance(value, dict) and (others := self._others(value, body)):
                projected["metadata_other_keys"] = others
        return projected

    def _others(self, metadata: JsonObject, body: Mapping[str, JsonValue]) -> int:
        """How much metadata isn't listed: what is here, and what was left out when the body was recorded."""
        counted = body.get("metadata_other_keys")
        return len(metadata.keys() - self._metadata) + (counted if isinstance(counted, int) else 0)

    def _value(self, value: JsonValue, kind: Kind) -> JsonValue:
        match kind:
            case Leaf():
                shown = isinstance(value, str) and kind not in _NO_TEXT
                return self._seen(str(value), kind) if shown else self._leaf(value, kind)
            case Masked():
                return self._masker.mask_text(value, kind.kind) if isinstance(value, str) else None
            case Ref():
                return self._object(value, kind.type) if isinstance(value, dict) else self._value(value, Leaf.ID)
            case Values():
                return self._values(value, kind.kind) if isinstance(value, dict) else None
            case list():
                return [self._value(item, kind[0]) for item in value] if isinstance(value, list) else None
            case _:
                return self._fields(value, kind) if isinstance(value, dict) else None

    def _values(self, value: JsonObject, kind: Kind) -> JsonObject:
        return {
            name: None if item is None else self._value(item, kind)
            for name, item in value.items()
            if _has_shape(name, Leaf.CODE)
        }

    def _leaf(self, value: JsonValue, kind: Leaf) -> JsonValue:
        match kind:
            case Leaf.PRESENT:
                return value if isinstance(value, bool) else value not in ("", [], {})
            case Leaf.METADATA:
                return self._visible(value) if isinstance(value, dict) else None
            case Leaf.ID if isinstance(value, dict):
                return self._object(value)
            case Leaf.FLAG:
                return value if isinstance(value, bool) else None
            case Leaf.NUMBER | Leaf.TIME if isinstance(value, int | float) and not isinstance(value, bool):
                return value
            case _:
                return None

    def _text(self, value: str, kind: Leaf) -> str:
        match kind:
            case Leaf.PLAIN:
                return self._masker.mask_within(value)
            case Leaf.HOST:
                host = _HOST.fullmatch(value)
                return f"https://{host[1]}" if host else self._masker.mask_text(value, Personal.URL)
            case Leaf.POSTAL if _POSTAL_CUT.fullmatch(value):
                return value
            case Leaf.POSTAL:
                fits = _POSTAL.fullmatch(value)
                return (
                    value[: min(3, len(value) - 2)] + "*" if fits else self._masker.mask_text(value, Personal.ADDRESS)
                )
            case Leaf.REFERENCE:
                return self._reference(value)
            case _:
                return self._shaped(value, kind)

    def _shaped(self, value: str, kind: Leaf) -> str:
        if value == "":
            return value
        if _has_shape(value, kind):
            return value
        return self._masker.mask_text(value, Personal.ADDRESS if kind is Leaf.REGION else Personal.TEXT)

    def _reference(self, value: str) -> str:
        holds_card = hide_unkept(value, glued=True) != value
        if _STRIPE_REFERENCE.fullmatch(value) and not holds_card:
            return value  # a UUID may begin as a phone number does, and is none
        if any(pattern.fullmatch(value) for pattern in self._references) and not holds_card:
            return self._masker.mask_within(value)
        return self._masker.mask_text(value, Personal.TEXT)

    def _visible(self, metadata: JsonObject) -> JsonObject:
        shown: JsonObject = {}
        for key, pattern in self._metadata.items():
            value = metadata.get(key)
            if not isinstance(value, str):
                continue
            shown[key] = self._listed(value, pattern)
        return shown

    def _metadatum(self, value: str, pattern: re.Pattern[str]) -> str:
        passes = pattern.fullmatch(value) is not None and hide_unkept(value, glued=True) == value
        return self._masker.mask_within(value) if passes else self._masker.mask_text(value, Personal.TEXT)
