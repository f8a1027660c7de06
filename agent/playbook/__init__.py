"""The playbook: a model without an LLM, which investigates payments by rules that can be read."""

from agent.playbook.model import Playbook
from agent.playbook.payment.branches import BRANCHES, Branch

__all__ = ["BRANCHES", "Branch", "Playbook"]
