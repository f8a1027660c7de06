"""Importing what takes long, while something else is waited for."""

import gc
from importlib import import_module

_COLLECTED = (50_000, 20, 20)
"""How many objects are made before garbage is looked for: the rows of long lists are kept until they are answered of,
and looking for it among them as often as Python does by itself takes a quarter of the time that a summary takes."""


def load(world: bool) -> None:
    """Imports what an investigation needs; where a `world` is starting there is time for Stripe's SDK too.

    Imports make many objects and no garbage: collecting while they run would take a sixth of their time.
    """
    gc.set_threshold(*_COLLECTED)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for module in ("agent.investigator", "agent.playbook", "tools.server", "tools.gateway"):
            import_module(module)
        from tools.operations.connections import preload  # noqa: PLC0415 - takes long, as all here

        if world:
            preload()
    finally:
        if collecting:
            gc.enable()
