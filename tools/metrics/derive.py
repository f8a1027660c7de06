"""Payments, told from their attempts where nothing else is at hand: such as of files of charges.

A payment's first attempt is the least of `created * 2 + succeeded`: of two attempts in the same second the failure was
first, as nothing is tried after a success. What a payment knows of its method is of its last attempt: the end of the
greatest text that begins with that key, so that one pass over the attempts finds it.

A time's payments are told from the attempts of those that were tried in it, earlier attempts and later ones as well:
a payment begins with its first attempt and is paid by another, so that both times are those of its attempts.
"""

from collections.abc import Collection

from tools.metrics.catalogue.conditions import FAILED, PAID

_ID = "COALESCE(payment, id)"
_SUCCEEDED = f"CASE WHEN {PAID} THEN 1 ELSE 0 END"
_STAMP = f"created * 2 + {_SUCCEEDED}"
_WIDE, _WIDTH = 10**11, 12
"""What makes every key as wide as any other, so that texts compare as the numbers do; and how wide."""
_OF_LAST = ("method", "brand", "funding", "wallet", "country")
_OF_FIRST_FAILURE = ("code", "category")
_SAME = ("currency", "service", "metro", "provider", "kind", "customer", "customer_kind", "fee_currency")
_VALID = "ending <> 'invalid'"


def payments_of_attempts(columns: Collection[str], within: tuple[int, int] | None = None) -> str:
    """A table of payments as a query over `attempts`, with the columns that are wanted of it.

    `within` leaves out those that were not tried in these seconds, which fewer are then told of than are held.
    """
    same = [name for name in columns if name in _SAME or name.startswith("metadata_")]
    last = [name for name in _OF_LAST if name in columns]
    failed = [name for name in _OF_FIRST_FAILURE if name in columns]
    packed = [_packed(name, f"{_WIDE} + {_STAMP}") for name in last]
    packed += [_packed(name, f"2 * {_WIDE} - ({_STAMP})", FAILED) for name in failed]
    told = "".join(f", NULLIF(SUBSTR(packed_{name}, {_WIDTH + 1}), '') AS {name}" for name in (*last, *failed))
    return f"({_grouped(same, packed, told, _tried(within))})"


def _tried(within: tuple[int, int] | None) -> str:
    if within is None:
        return ""
    since, until = within
    return f" AND {_ID} IN (SELECT {_ID} FROM attempts WHERE created >= {since} AND created < {until})"


def _grouped(same: Collection[str], packed: Collection[str], told: str, tried: str) -> str:
    constant = "".join(f", {one}" for one in (*(f"MAX({name}) AS {name}" for name in same), *packed))
    return f"""
        SELECT made.*, packed // 2 AS first_attempt, packed % 2 AS first_succeeded{told}
        FROM (
            SELECT {_ID} AS id, MIN(created) AS created, MAX(amount) AS amount, SUM(captured) AS received,
                SUM(refunded) AS refunded, SUM(fee) AS fee, COUNT(*) AS attempts, MAX({_SUCCEEDED}) AS succeeded,
                MAX(CASE WHEN ending = 'pending' THEN 1 ELSE 0 END) AS pending,
                MIN(CASE WHEN {PAID} THEN created END) AS succeeded_at,
                MIN({_STAMP}) AS packed{constant}
            FROM attempts WHERE {_VALID}{tried} GROUP BY {_ID}
        ) AS made"""


def _packed(name: str, key: str, when: str = "1 = 1") -> str:
    """The greatest key with the text that its attempt holds; of several of one key, the greatest text."""
    text = f"CAST({key} AS VARCHAR) || COALESCE({name}, '')"
    return f"MAX(CASE WHEN {when} THEN {text} END) AS packed_{name}"
