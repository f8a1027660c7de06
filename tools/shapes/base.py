"""What every shape is: a typed view of an object of Stripe's, a page of them, a reference that may be expanded."""

from typing import Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue


class Shape(BaseModel):
    """A view of a Stripe object; the object's other fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def of(cls, body: JsonValue) -> Self:
        """The shape of a body that the reader gave; raises `pydantic.ValidationError` where Stripe changed it."""
        return cls.model_validate(body)


def reference(value: "str | Identified | None") -> str | None:
    """The id of a reference, expanded or not."""
    return value if isinstance(value, str) or value is None else value.id


class Identified(Shape):
    id: str


S = TypeVar("S", bound=Shape)


class Page(Shape, Generic[S]):
    """A list inside an object: the newest few of what it holds."""

    data: list[S] = []
    has_more: bool = False
