"""Which playbook the router takes for questions as people ask them, and where its weights come from.

`python -m benchmarks.router` prints the confusion matrix over evals/cases/unseen.json: questions by somebody who knew
neither the router nor what it was learned from, and from which nothing is learned. Below it, the figure over
evals/cases/paraphrases.json, each question routed by weights that were learned without it (cross-validation), and that
of the hand-made weights. Those questions, and evals/cases/practice.json, are what the router was developed on: its
lexicon was written in sight of them, so that their figures flatter. `--questions FILE` takes others, in the form of
practice.json. `--learn` writes the weights anew, always the same from the same questions and lexicon.

To take the general playbook is no mistake but costs an answer its detail; to take another one is a mistake.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from agent.playbook.router import Weights, route, weighed
from benchmarks.learning import Question, by_hand, folds, learned

SLOTS = {
    "payment": "pi_3QxYzAB2eZvKYlo2C0abcdef",
    "charge": "ch_3QxYzAB2eZvKYlo2C0abcdef",
    "booking": "booking_48213",
    "order": "order_48213",
    "customer": "cus_1QxYzAB2eZvKYlo",
    "refund": "re_3QxYzAB2eZvKYlo2C0abcdef",
    "dispute": "du_1QxYzAB2eZvKYlo2C0abcdef",
    "event": "evt_1QxYzAB2eZvKYlo2C0abcdef",
    "invoice": "in_1QxYzAB2eZvKYlo2C0abcdef",
    "subscription": "sub_1QxYzAB2eZvKYlo2C0abcdef",
    "amount": "45.50",
    "currency": "usd",
    "date": "2026-11-18",
    "last4": "4242",
    "email": "[email-0123456789]",
    "provider": "provider_48213",
    "account": "acct_1QxYzAB2eZvKYlo2",
    "transfer": "tr_3QxYzAB2eZvKYlo2C0abcdef",
    "payout": "po_1QxYzAB2eZvKYlo2",
}
"""What stands in a question's slots; personal data as the mask leaves it."""

PARAPHRASES = Path(str(files("evals") / "cases" / "paraphrases.json"))
PRACTICE = Path(str(files("evals") / "cases" / "practice.json"))
UNSEEN = Path(str(files("evals") / "cases" / "unseen.json"))
WEIGHTS = Path(str(files("agent.playbook.router") / "weights.json"))
FOLDS = 8
SEED = 1

Routed = Counter[tuple[str, str]]


def asked(path: Path) -> list[Question]:
    """The questions of a file, their slots filled in."""
    told = json.loads(path.read_text("utf-8"))
    return [Question(one["text"].format(**SLOTS), one["kind"]) for one in told]


def developed_on() -> list[Question]:
    """All that the weights are learned from."""
    return [*asked(PARAPHRASES), *asked(PRACTICE)]


def matrix(routed: Routed) -> str:
    """A row a kind, a column a playbook taken."""
    kinds = sorted({kind for kind, _ in routed} | {taken for _, taken in routed})
    head = " " * 17 + " ".join(f"{kind[:9]:>9}" for kind in kinds)
    rows = [f"{kind:17}" + " ".join(f"{routed[kind, taken] or '.':>9}" for taken in kinds) for kind in kinds]
    return "\n".join([head, *rows])


def sums(routed: Routed) -> str:
    """What was right, what fell back to the general playbook, what went wrong."""
    every = routed.total()
    right = sum(count for (kind, taken), count in routed.items() if kind == taken)
    general = sum(count for (kind, taken), count in routed.items() if kind != taken == "general")
    wrong = every - right - general
    return (
        f"right {right} of {every} ({right / every:.1%}); to the general playbook {general} ({general / every:.1%}); "
        f"to a wrong one {wrong} ({wrong / every:.1%})"
    )


def routed_by(weights: Weights, questions: Iterable[Question]) -> Routed:
    """What these weights make of the questions."""
    return Counter((one.kind, weighed(one.text, weights).name) for one in questions)


def cross_validated(questions: Sequence[Question]) -> Routed:
    """Each of the questions routed by what the others teach, and those of practice."""
    routed: Routed = Counter()
    for taught, tried in folds(questions, FOLDS, SEED):
        routed += routed_by(learned([*taught, *asked(PRACTICE)]), tried)
    return routed


def written(weights: Weights) -> str:
    """The weights as their file holds them, a line for each sign."""
    lines = [f'  "{sign}": {json.dumps(kinds)}' for sign, kinds in weights.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Print the matrix and its sums, or learn."""
    arguments = argparse.ArgumentParser(description="Which playbook the router takes.")
    arguments.add_argument("--learn", action="store_true", help="write the weights anew")
    arguments.add_argument("--questions", type=Path, help="a file of questions that the router was not developed on")
    given = arguments.parse_args()
    if given.learn:
        WEIGHTS.write_text(written(learned(developed_on())), "utf-8")
        return
    print("rows: what was asked about; columns: the playbook taken\n")
    routed = Counter((one.kind, route(one.text).name) for one in asked(given.questions or UNSEEN))
    print(f"{matrix(routed)}\n\n{sums(routed)}")
    if given.questions:
        return
    questions = asked(PARAPHRASES)
    print(f"developed on, cross-validated, {FOLDS} folds: {sums(cross_validated(questions))}")
    print(f"by the hand-made weights alone: {sums(routed_by(by_hand(), questions))}")


if __name__ == "__main__":
    main()
