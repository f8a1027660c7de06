"""Importing what takes long, while something else is waited for."""

import gc
from importlib import import_module


def load(world: bool) -> None:
    """Imports what an investigation needs; where a `world` is starting there is time for Stripe's SDK too.

    Imports make many objects and no garbage: collecting while they run would take a sixth of their time.
    """
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
