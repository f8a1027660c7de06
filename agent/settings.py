"""What a run of the graph is told, as plain JSON-able values, so that a server can load the graph too."""

from agent.budget import Budget
from tools.contract.clock import Moment
from tools.contract.record import Record


class Settings(Record):
    """Which account is asked about, which model answers, and what it may spend.

    `model` is `auto` (Claude where there is a key, else the playbook), `claude`, `playbook`, or a Claude model's
    own name. `now` and `seed` are for simulated accounts.
    """

    account: str = "demo"
    model: str = "auto"
    now: Moment | None = None
    seed: int | None = None
    budget: Budget = Budget()
