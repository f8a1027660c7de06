"""The playbook: a model without an LLM, which investigates payments by rules that can be read."""

from agent.playbook.branches import BRANCHES, Branch
from agent.playbook.model import Playbook

__all__ = ["BRANCHES", "Branch", "Playbook"]
