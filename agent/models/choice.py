"""Which model is asked, and which stands by."""

# ruff: noqa: PLC0415

from collections.abc import Container
from contextlib import AsyncExitStack

from agent.models import Model
from tools.operations import Misconfigured
from tools.operations.environment import Environment

PLAYBOOK = "playbook"
CLAUDE = "claude"
AUTO = "auto"


def model_meant(name: str, environment: Environment, known: Container[str] = ()) -> str:
    """The model that a choice means: `playbook`, `claude`, a Claude model's own name, or one of the `known`.

    Raises `Misconfigured`.
    """
    if name in known:
        return name
    if name == AUTO:
        return PLAYBOOK if environment.anthropic_key is None else CLAUDE
    if name not in (PLAYBOOK, CLAUDE) and not name.startswith("claude-"):
        raise Misconfigured(f"there is no model {name!r}", "choose playbook, claude, or a Claude model's own name")
    if name != PLAYBOOK and environment.anthropic_key is None:
        raise Misconfigured("Claude needs a key", "set ANTHROPIC_API_KEY, or ask with --model playbook")
    return name


def open_models(name: str, environment: Environment, stack: AsyncExitStack) -> tuple[Model, Model | None]:
    """The model of a name, closed by `stack`, and the one that takes over where that can't go on."""
    from agent.playbook import Playbook

    if name == PLAYBOOK or environment.anthropic_key is None:
        return Playbook(), None
    from agent.models.claude import DEFAULT_MODEL, Claude

    claude = Claude(
        environment.anthropic_key,
        model=DEFAULT_MODEL if name == CLAUDE else name,
        base_url=environment.anthropic_url,
    )
    stack.push_async_callback(claude.close)
    return claude, Playbook()
