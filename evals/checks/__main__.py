"""`python -m evals.checks`: run every check of the suite, print what they say, exit 1 where one complains."""

import sys

from evals.checks.run import Checks

MOST = 8
"""Complaints shown of one check."""


def main() -> int:
    checks = Checks()
    outcomes = checks.run()
    for name, outcome in outcomes.items():
        found = len(outcome.complaints)
        sys.stdout.write(f"{outcome.seconds:6.2f} s  {name}: {'holds' if not found else f'{found} complaints'}\n")
        sys.stdout.write("".join(f"          {line}\n" for line in outcome.complaints[:MOST]))
    total = checks.building + sum(outcome.seconds for outcome in outcomes.values())
    sys.stdout.write(f"{checks.building:6.2f} s  building accounts\n{total:6.2f} s  in all\n")
    return 1 if any(outcome.complaints for outcome in outcomes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
