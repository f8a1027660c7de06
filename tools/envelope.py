"""How a tool answers: one call, and the outcomes it can end in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pydantic import JsonValue

from tools.connection import Connection
from tools.contract.coverage import Coverage, Part
from tools.contract.outcome import Exhibit, Failure, FailureCode, FieldNote, Outcome


@dataclass(frozen=True)
class Call:
    """One call of a tool: what was asked, on which connection. Text in the arguments is masked before it is kept.

    `within` is the connected account that the answer was read on; null for the platform itself.
    """

    connection: Connection
    tool: str
    arguments: dict[str, JsonValue]
    within: str | None = None

    def on(self, connected: str | None) -> "Call":
        """The same call, answered from a connected account."""
        return replace(self, within=connected)

    def answer(
        self,
        data: dict[str, JsonValue],
        *,
        parts: Sequence[Part] = (),
        fields: Sequence[FieldNote] = (),
        request_ids: Iterable[str] = (),
        exhibits: Sequence[Exhibit] = (),
        empty: bool = False,
        reference: bool = False,
    ) -> Outcome:
        """The outcome of a call that brought something: partial when a part is incomplete, else `empty` or ok."""
        coverage = self._coverage(parts)
        status = "empty" if empty else "ok"
        return Outcome(
            status=status if coverage.complete else "partial",
            tool=self.tool,
            arguments=self._arguments(),
            coverage=coverage,
            data=data,
            fields=list(fields),
            reference=reference,
            request_ids=list(request_ids),
            exhibits=list(exhibits),
        )

    def fail(self, failure: Failure) -> Outcome:
        """The outcome of a call that brought nothing. Arguments that were refused are not repeated."""
        refused = failure.code is FailureCode.BAD_ARGUMENTS
        return Outcome(
            status="error",
            tool=self.tool,
            arguments={} if refused else self._arguments(),
            coverage=self._coverage(()),
            error=failure,
            request_ids=[failure.request_id] if failure.request_id else [],
        )

    def refuse(self, parameter: str, message: str, next_step: str) -> Outcome:
        """The outcome of a call whose argument can't be used; none of the texts may repeat the value."""
        code = FailureCode.BAD_ARGUMENTS
        return self.fail(Failure(code=code, message=message, next=next_step, parameter=parameter))

    def _coverage(self, parts: Sequence[Part]) -> Coverage:
        account = self.connection.account
        return Coverage(
            account=account.name,
            connected_account=self.within,
            livemode=account.mode == "live",
            as_of=self.connection.clock.now(),
            parts=list(parts),
        )

    def _arguments(self) -> dict[str, JsonValue]:
        return {name: self._masked(value) for name, value in self.arguments.items() if value is not None}

    def _masked(self, value: JsonValue) -> JsonValue:
        match value:
            case str():
                return self.connection.masker.mask_question(value)
            case dict():
                return {name: self._masked(inner) for name, inner in value.items()}
            case list():
                return [self._masked(inner) for inner in value]
            case _:
                return value
