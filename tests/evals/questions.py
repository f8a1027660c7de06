"""Questions that people ask, as rows; what may be wrong with some of them, and ways to break one."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "evals" / "cases" / "paraphrases.json"

Row = dict[str, Any]
Check = Callable[[list[Row]], list[str]]
Break = Callable[[list[Row]], object]
VOICES = {"support", "finance", "engineer"}
IDS = {
    "payment",
    "charge",
    "booking",
    "order",
    "customer",
    "refund",
    "dispute",
    "event",
    "invoice",
    "subscription",
}
SLOTS = IDS | {"amount", "currency", "date", "last4", "email"}
# Each kind with the words that name its topic outright: people mostly say it some other way.
TOPIC = {
    "failed-payment": ("declin", "fail", "payment"),
    "booking": ("booking", "reserv"),
    "refunds": ("refund", "reimburs"),
    "disputes": ("disput", "chargeback"),
    "duplicate-charge": ("duplicat", "twice", "double"),
    "customer": ("customer", "client"),
    "webhooks": ("webhook", "event", "endpoint"),
    "fees": ("fee", "commission"),
    "subscription": ("subscript", "plan", "renew"),
    "bank-debit": ("debit", "sepa", "ach"),
    "general": ("payment", "refund", "dispute"),
}
SLOT = re.compile(r"\{([a-z0-9]+)\}")
LITERAL = re.compile(
    r"\b(?:pi|ch|cus|evt|du|sub|acct|txn)_\w+"  # nothing but an id begins so
    r"|\b[a-z]{2,8}_(?=\w*\d)\w+"  # re_1..., in_1..., booking_12345
    r"|\d{5,}"
    r"|\S+@\S+"
)


def slots(text: str) -> list[str]:
    return list(dict.fromkeys(SLOT.findall(text)))


def voices(rows: list[Row]) -> list[str]:
    """The three voices about equally, in all and within each kind."""
    wrong = []
    for kind in (None, *TOPIC):
        said = Counter(row["voice"] for row in rows if kind in (None, row["kind"]))
        if any(abs(said[voice] * 3 - said.total()) > said.total() * 0.3 for voice in VOICES):
            wrong.append(f"{kind or 'all'}: {dict(said)}")
    return wrong


def unique(rows: list[Row]) -> list[str]:
    said = Counter(row["text"] for row in rows)
    return [text for text, times in said.items() if times > 1]


def slots_known(rows: list[Row]) -> list[str]:
    """Every slot is one of the list, and no brace stands outside a slot."""
    return [
        row["id"]
        for row in rows
        if not set(slots(row["text"])) <= SLOTS or re.search(r"[{}]", SLOT.sub("", row["text"]))
    ]


def no_literals(rows: list[Row]) -> list[str]:
    return [f"{row['id']}: {found[0]}" for row in rows if (found := LITERAL.search(SLOT.sub("", row["text"])))]


def say(at: int, text: str) -> Break:
    return lambda rows: rows[at].update(text=text)


def put(**changes: object) -> Break:
    return lambda rows: rows[0].update(changes)


def without(drop: Callable[[Row], bool]) -> Break:
    def apply(rows: list[Row]) -> None:
        rows[:] = [row for row in rows if not drop(row)]

    return apply


def as_written() -> list[Row]:
    return json.loads(FILE.read_text(encoding="utf-8"))
