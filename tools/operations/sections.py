"""What sections of `paysleuth.toml` are made of: their base, and what may stand in them."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

PLACEHOLDER = re.compile(r"\$\{|\$[A-Za-z_]|^<.*>$|^\s*$")
DEMO = "demo"


def _no_placeholder(value: str) -> str:
    if PLACEHOLDER.search(value):
        raise ValueError("holds a placeholder or nothing; paysleuth fills none in")
    return value


def _account_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", value):
        raise ValueError("is no account name: small letters, digits, - and _")
    if value == DEMO:
        raise ValueError("is taken: the demo account always exists, and needs no settings")
    return value


Plain = Annotated[str, AfterValidator(_no_placeholder)]
AccountName = Annotated[str, AfterValidator(_account_name)]


class Section(BaseModel):
    """A section whose faults are told without its values."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class KeySettings(Section):
    """`[accounts.X.key]` and `[accounts.X.webhook_secret]`: exactly one place that the secret comes from."""

    file: Plain | None = None
    keyring: Plain | None = None  # the entry's name, under the service `paysleuth`
    command: Annotated[list[Plain], Field(min_length=1)] | None = None  # run as it stands, by no shell
    env: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("needs exactly one of file, keyring, command, env")
        return self
