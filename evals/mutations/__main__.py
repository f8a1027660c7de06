"""`python -m evals.mutations`: make every right answer wrong in every way, and print what the scorers noticed."""

import argparse
import sys

from evals.mutations.killing import ENOUGH, of_each_family, opened, share, table, tally
from evals.suite import suite
from evals.suite.accounts import Accounts


def main() -> int:
    """Prints the table and each wrong answer that passed; 1 where a critical one did, or too many others."""
    parser = argparse.ArgumentParser(prog="python -m evals.mutations", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one case of each family")
    quick = parser.parse_args().quick
    unopened: list[str] = []
    with Accounts() as accounts:
        tallies = tally(opened(of_each_family(suite()) if quick else suite(), accounts, unopened))
    sys.stdout.write(f"{table(tallies)}\n")
    for one in tallies:
        sys.stdout.writelines(f"not noticed: {survivor}\n" for survivor in one.survivors)
    if unopened:
        sys.stdout.write(f"left out, as their accounts are opened elsewhere: {', '.join(unopened)}\n")
    unharmed = any(one.survivors for one in tallies if one.mutation.critical)
    return 1 if unharmed or share(tallies) < ENOUGH else 0


if __name__ == "__main__":
    sys.exit(main())
