"""Whether a report's claims hold on the evidence: every figure, every fact, every cause, the verdict."""

from agent.verification.checked import Checked, Kept, Refusal
from agent.verification.verify import verify

__all__ = ["Checked", "Kept", "Refusal", "verify"]
