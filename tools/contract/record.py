"""The base of every shared type: strict, frozen, compact JSON."""

import json
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, JsonValue


class Record(BaseModel):
    """An immutable value whose JSON leaves out what is null.

    A reader of the JSON may take an absent key for null; a part that could not be read is named in the coverage.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def to_json(self) -> dict[str, JsonValue]:
        """The value as JSON-able data, nulls left out."""
        return self.model_dump(mode="json", exclude_none=True)

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The value from JSON-able data; raises `pydantic.ValidationError`."""
        return cls.model_validate(data)


def compact(data: JsonValue) -> str:
    """`data` as JSON without spaces and with stable bytes: the form that is stored, hashed and shown to a model.

    `<`, `>` and `&` are escaped, so that no value can close the fence that a text is set in.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
