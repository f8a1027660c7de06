"""Where facts are held while they are counted: DuckDB in memory, over tables of Arrow and files of Parquet."""

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tools.metrics.derive import payments_of_attempts
from tools.metrics.facts import TABLES, TEXT

if TYPE_CHECKING:
    import duckdb

ROWS = 100_000
"""The most rows that one statement may bring out of the engine."""

FEW = 4
"""Of a span shorter than such a part of what lies before its end, payments are told of its own attempts alone: to find
those costs a scan of them all, and to group them all costs more."""

Value = str | int | None
Row = tuple[Value, ...]

_SAFE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""Nothing is fetched: what reads Parquet is in the engine."""


class Arrow(Protocol):
    """A table of Arrow's, such as `pyarrow.Table` (arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface)."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@dataclass(frozen=True)
class Facts:
    """Tables of facts, opened. `held` are the columns that each was given with; `earliest` is how far back they reach.

    Of attempts alone, the payments are told from them: `derived`. `steady` keeps since when they may stand beside which
    window.
    """

    connection: "duckdb.DuckDBPyConnection"
    held: Mapping[str, frozenset[str]]
    earliest: int | None
    derived: bool
    steady: dict[tuple[int, int, int], int | None] = field(default_factory=dict[tuple[int, int, int], int | None])

    def source(self, table: str, columns: Collection[str], since: int, until: int) -> str:
        """What stands after FROM to read these columns of a table's rows of those seconds."""
        if table != "payments" or not self.derived:
            return table
        few = self.earliest is not None and FEW * (until - since) < until - self.earliest
        return payments_of_attempts(columns, (since, until) if few else None)

    def missing(self, table: str, columns: Collection[str]) -> set[str]:
        """The columns of these that the table was not given with; all where it was not given at all."""
        return set(columns) - self.held.get(table, frozenset())

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        """What a statement brings, one row beyond the most at most."""
        return self.connection.execute(statement, list(values)).fetchmany(ROWS + 1)


@contextmanager
def open_facts(
    tables: Mapping[str, Arrow | Path], since: datetime | None = None, threads: int | None = None
) -> Generator[Facts]:
    """The facts of these tables, by their names in `tools.metrics.facts`; a path is a Parquet file, or a directory of
    them. `since` is how far back they are whole, else as far as the first of them.

    A column that was not given is null. Raises ValueError for a table of no such name.
    """
    for name in tables.keys() - TABLES.keys():
        raise ValueError(f"no table of facts is called {name!r}; they are {', '.join(TABLES)}")
    settings = {**_SAFE, **({"threads": threads} if threads else {})}
    import duckdb  # noqa: PLC0415 - not needed until facts are counted

    with duckdb.connect(":memory:", config=settings) as connection:
        held = {name: _open(connection, name, source) for name, source in tables.items()}
        derived = "attempts" in held and "payments" not in held
        if derived:
            held["payments"] = (
                held["attempts"] & TABLES["payments"].columns.keys() | _TOLD | _metadata(held["attempts"])
            )
        earliest = int(since.timestamp()) if since else _earliest(connection, tables)
        yield Facts(connection, held, earliest, derived)


_TOLD = frozenset(
    (
        "id",
        "created",
        "received",
        "attempts",
        "first_attempt",
        "first_succeeded",
        "succeeded",
        "pending",
        "succeeded_at",
    )
)
"""What the attempts tell of a payment by other names than they have themselves."""


def _open(connection: "duckdb.DuckDBPyConnection", name: str, source: Arrow | Path) -> frozenset[str]:
    """Makes a view of every column of a file, or a table of what is held already, and tells which columns are there.

    A table that Arrow holds is copied once: read where it lies, each statement would convert it anew.
    """
    raw = f"given_{name}"
    if isinstance(source, Path):
        files = str(source / "*.parquet" if source.is_dir() else source)
        connection.read_parquet(files).create_view(raw)
    else:
        connection.register(raw, source)
    types = {row[0]: str(row[1]) for row in connection.execute(f"DESCRIBE {raw}").fetchall()}
    known = TABLES[name].columns
    columns = [_column(column, kind, types.get(column)) for column, kind in known.items()]
    extra = [column for column in types if column.startswith("metadata_") and column.isidentifier()]
    columns += [_column(column, TEXT, types[column]) for column in extra]
    kind = "VIEW" if isinstance(source, Path) else "TABLE"
    connection.execute(f"CREATE {kind} {name} AS SELECT {', '.join(columns)} FROM {raw}")
    return frozenset(types) & frozenset((*known, *extra))


def _column(name: str, kind: str, given: str | None) -> str:
    if given is None:
        return f"CAST(NULL AS {kind}) AS {name}"
    return name if given == kind else f"CAST({name} AS {kind}) AS {name}"


def _earliest(connection: "duckdb.DuckDBPyConnection", tables: Collection[str]) -> int | None:
    """The first fact: of the attempts or payments, where there are any."""
    asked = [name for name in ("attempts", "payments") if name in tables] or list(tables)
    firsts = [connection.execute(f"SELECT MIN(created) FROM {name}").fetchall()[0][0] for name in asked]
    return min((first for first in firsts if first is not None), default=None)


def _metadata(columns: Collection[str]) -> set[str]:
    return {name for name in columns if name.startswith("metadata_")}
