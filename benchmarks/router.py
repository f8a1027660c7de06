"""Which playbook the router takes for questions as people ask them: the confusion matrix over the paraphrases.

`python -m benchmarks.router` prints it. The questions (evals/cases/paraphrases.json) were written without sight of the
router. To take the general playbook is no mistake but costs an answer its detail; to take another one is a mistake.
"""

import json
from collections import Counter
from importlib.resources import files

from agent.playbook.router import route

SLOTS = {
    "payment": "pi_3QxYzAB2eZvKYlo2C0abcdef",
    "charge": "ch_3QxYzAB2eZvKYlo2C0abcdef",
    "booking": "booking_48213",
    "order": "order_48213",
    "customer": "cus_QxYzAB2eZvKYlo",
    "refund": "re_3QxYzAB2eZvKYlo2C0abcdef",
    "dispute": "du_1QxYzAB2eZvKYlo2C0abcdef",
    "event": "evt_1QxYzAB2eZvKYlo2C0abcdef",
    "invoice": "in_1QxYzAB2eZvKYlo2C0abcdef",
    "subscription": "sub_1QxYzAB2eZvKYlo2C0abcdef",
    "amount": "45.50",
    "currency": "usd",
    "date": "2026-11-18",
    "last4": "4242",
    "email": "someone@example.com",
}


def asked() -> list[tuple[str, str]]:
    """Each question with its slots filled in, and the kind that it is of."""
    told = json.loads((files("evals") / "cases" / "paraphrases.json").read_text("utf-8"))
    return [(one["kind"], one["text"].format(**SLOTS)) for one in told]


def matrix(routed: Counter[tuple[str, str]]) -> str:
    """A row a kind, a column a playbook taken, with what was right and what fell back to the general one."""
    kinds = sorted({kind for kind, _ in routed} | {taken for _, taken in routed})
    head = " " * 17 + " ".join(f"{kind[:9]:>9}" for kind in kinds)
    rows = [f"{kind:17}" + " ".join(f"{routed[kind, taken] or '.':>9}" for taken in kinds) for kind in kinds]
    return "\n".join([head, *rows])


def main() -> None:
    """Print the matrix and its sums."""
    routed = Counter((kind, route(text).name) for kind, text in asked())
    every = routed.total()
    right = sum(count for (kind, taken), count in routed.items() if kind == taken)
    general = sum(count for (kind, taken), count in routed.items() if kind != taken == "general")
    print(f"rows: what was asked about; columns: the playbook taken\n\n{matrix(routed)}\n")
    print(f"right {right} of {every} ({right / every:.0%}); to the general playbook {general}; ", end="")
    print(f"to a wrong one {every - right - general}")


if __name__ == "__main__":
    main()
