"""How long detectors may take, and what they had no time for."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tools.contract.changes import Detector

SHARES: tuple[Detector, ...] = ("rate_drop", "mix_shift", "issuer_outage", "rule_effect", "broken_flow")
"""What shares of attempts tell."""


def _endless() -> float:
    return 1.0


@dataclass
class Budget:
    """`left` is how many seconds are left, endless by default; `skipped` is what wasn't looked for to its end."""

    left: Callable[[], float] = _endless
    skipped: list[str] = field(default_factory=list[str])

    def allows(self, *names: Detector) -> bool:
        """Whether there is time to look for these; notes them where there is none."""
        if self.left() > 0:
            return True
        self.skipped += [name for name in names if name not in self.skipped]
        return False
