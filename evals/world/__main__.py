"""`python -P -m evals.world`: a simulated account as a process.

Once it listens, on loopback only, it prints one line of JSON: `url`, `key`, `seed`, `now` (Unix seconds), the world's
`digest` and the ids of its `connected` accounts that hold something; with `--live` also `live_key`, which reads the
live mode of the same account. It ends when its standard input closes, so with whoever started it, and on SIGTERM.
"""

import argparse
import gc
import json
import sys
from datetime import datetime
from pathlib import Path

from evals.recipes import BUSY, BY_NAME
from evals.world.build import World, build_busy, build_demo, build_live, build_world
from evals.world.busy import USUAL, Pace
from evals.world.http.app import create_app
from evals.world.http.faults import read_plan
from evals.world.http.journal import FileJournal
from evals.world.http.keys import derive
from evals.world.http.process import run
from evals.world.keeping import kept


def main(arguments: list[str] | None = None) -> None:
    parser = _parser()
    asked = parser.parse_args(arguments)
    known = dict(BUSY) if asked.busy else BY_NAME
    if unknown := set(asked.recipes) - known.keys():
        parser.error(f"no such recipe: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    gc.disable()  # building makes objects that all stay, so that looking for garbage only costs time
    world = _built(asked)
    live = build_live(asked.seed, asked.now).shelves if asked.live else None
    gc.freeze()
    gc.enable()
    shelves = world.shelves
    key = derive(asked.seed, shelves.platform.livemode)
    log = FileJournal(asked.log) if asked.log else None
    try:
        faults = read_plan(asked.faults) if asked.faults else []
        app = create_app(shelves, live=live, key=key, denied=asked.deny, faults=faults, log=log)
    except ValueError as wrong:
        parser.error(str(wrong))

    def announce(url: str) -> None:
        line = {"url": url, "key": key, "seed": asked.seed, "now": asked.now, "digest": shelves.digest}
        line["connected"] = sorted(shelves.connected)
        if live:
            line["live_key"] = derive(asked.seed, livemode=True)
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    run(app, asked.port, announce)


def _built(asked: argparse.Namespace) -> World:
    if asked.busy:
        pace = Pace(asked.busy, asked.days)
        return kept(asked.keep, build_busy, asked.recipes, asked.seed, asked.now, pace)
    if asked.recipes:
        return kept(asked.keep, build_world, asked.recipes, asked.seed, asked.now, idle=asked.accounts)
    return kept(asked.keep, build_demo, asked.seed, asked.now, idle=asked.accounts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.world", description="Serve a simulated Stripe account.")
    add = parser.add_argument
    add("--seed", type=int, required=True, help="what the world is made from; the same seed and now, the same bytes")
    add("--now", type=_moment, required=True, help="the world's clock: Unix seconds, or ISO 8601 with a zone")
    add("--port", type=int, default=0, help="a port of the loopback interface; 0 takes any free one")
    add("--recipes", type=_names, default=[], help="recipes to plant, by comma, instead of the demo account's")
    add("--accounts", type=int, default=0, help="so many more connected accounts, on which nothing ever happened")
    add("--busy", type=int, metavar="BOOKINGS", help="a busy account of so many bookings a day instead of the demo's")
    add("--days", type=int, default=USUAL.days, help="how many days of them a busy account has")
    add("--live", action="store_true", help="give the account a live mode too, with a key and payments of its own")
    add(
        "--deny",
        type=_names,
        default=[],
        help="permissions the key lacks, by comma: charge_read,connect,connect:payout_read",
    )
    add("--faults", type=Path, help="a JSON file of faults (see evals/world/http/faults.py)")
    add("--keep", type=Path, help="a folder of accounts that this version built, and where this one is kept")
    add("--log", type=Path, help="a file to append each request to, as JSON lines")
    return parser


def _names(written: str) -> list[str]:
    return [name for name in written.split(",") if name]


def _moment(written: str) -> int:
    if written.isdecimal():
        return int(written)
    at = datetime.fromisoformat(written)
    if at.tzinfo is None:
        raise ValueError(f"no time zone in {written!r}")
    return int(at.timestamp())


if __name__ == "__main__":
    main()
