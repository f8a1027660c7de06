"""`python -m evals.mutations`: make every right answer wrong in every way, and print what the scorers noticed."""

import argparse
import sys
from collections.abc import Iterator, Sequence

from evals.mutations.killing import ENOUGH, share, table, tally
from evals.suite import suite
from evals.suite.accounts import Accounts, Objects, Unservable
from evals.suite.case import Case


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


def of_each_family(cases: Sequence[Case]) -> list[Case]:
    """The first case of each family."""
    return list({case.family: case for case in reversed(cases)}.values())[::-1]


def opened(cases: Sequence[Case], accounts: Accounts, unopened: list[str]) -> Iterator[tuple[Case, Objects]]:
    """Each case with its account's objects; those that can't be opened are added to `unopened`."""
    for case in cases:
        try:
            with accounts.open(case) as account:
                objects = account.objects
        except Unservable:
            unopened.append(case.id)
            continue
        yield case, objects


if __name__ == "__main__":
    sys.exit(main())
