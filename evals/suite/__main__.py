"""`python -m evals.suite`: plan the suite anew and write its files. With `--check`, only say whether they are right."""

import argparse
import sys

from evals.suite.regenerate import drift, regenerate


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.suite", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file is out of date")
    checking = parser.parse_args().check
    suite = regenerate()
    outdated = drift(suite)
    if checking:
        sys.stdout.write("".join(f"{line}\n" for line in outdated))
        return 1 if outdated else 0
    for path, text in suite.files().items():
        path.write_text(text, "utf-8")
    sys.stdout.write(f"{len(suite.cases)} cases on {len(suite.worlds)} accounts; {len(outdated)} files changed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
