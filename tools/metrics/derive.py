"""Payments, told from their attempts where nothing else is at hand: such as of files of charges.

A payment's first attempt is the least of `created * 2 + succeeded`: of two attempts in the same second the failure was
first, as nothing is tried after a success. What a payment knows of its method is of its last attempt, found likewise.
"""

from collections.abc import Collection

from tools.metrics.catalogue.conditions import FAILED, PAID

_ID = "COALESCE(payment, id)"
_SUCCEEDED = f"CASE WHEN {PAID} THEN 1 ELSE 0 END"
_STAMP = f"created * 2 + {_SUCCEEDED}"
_OF_LAST = ("method", "brand", "funding", "wallet", "country")
_OF_FIRST_FAILURE = ("code", "category")
_SAME = ("currency", "service", "metro", "provider", "kind", "customer", "customer_kind", "fee_currency")
_VALID = "ending <> 'invalid'"


def payments_of_attempts(columns: Collection[str]) -> str:
    """A table of payments as a query over `attempts`, with the columns that are wanted of it."""
    same = [name for name in columns if name in _SAME or name.startswith("metadata_")]
    joins = [
        _joined("last", [name for name in _OF_LAST if name in columns]),
        _joined("failed", [name for name in _OF_FIRST_FAILURE if name in columns]),
    ]
    taken = "".join(f", {names}" for names, _ in joins if names)
    joined = "".join(join for _, join in joins)
    return f"(SELECT grouped.*{taken} FROM ({_grouped(same)}) AS grouped{joined})"


def _grouped(same: Collection[str]) -> str:
    constant = "".join(f", MAX({name}) AS {name}" for name in same)
    return f"""
        SELECT made.*, packed // 2 AS first_attempt, packed % 2 AS first_succeeded
        FROM (
            SELECT {_ID} AS id, MIN(created) AS created, MAX(amount) AS amount, SUM(captured) AS received,
                SUM(refunded) AS refunded, SUM(fee) AS fee, COUNT(*) AS attempts, MAX({_SUCCEEDED}) AS succeeded,
                MAX(CASE WHEN ending = 'pending' THEN 1 ELSE 0 END) AS pending,
                MIN(CASE WHEN {PAID} THEN created END) AS succeeded_at,
                MIN({_STAMP}) AS packed, MAX({_STAMP}) AS last,
                MIN(CASE WHEN {FAILED} THEN {_STAMP} END) AS failed{constant}
            FROM attempts WHERE {_VALID} GROUP BY {_ID}
        ) AS made"""


def _joined(stamp: str, names: Collection[str]) -> tuple[str, str]:
    """What is taken from the attempts of this stamp, and the join that finds them."""
    if not names:
        return "", ""
    values = ", ".join(f"MAX({name}) AS {name}" for name in names)
    found = (
        f"SELECT {_ID} AS payment_id, {_STAMP} AS stamp, {values} FROM attempts WHERE {_VALID} GROUP BY {_ID}, {_STAMP}"
    )
    on = f"of_{stamp}.payment_id = grouped.id AND of_{stamp}.stamp = grouped.{stamp}"
    return ", ".join(f"of_{stamp}.{name}" for name in names), f" LEFT JOIN ({found}) AS of_{stamp} ON {on}"
