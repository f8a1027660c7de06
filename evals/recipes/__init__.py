"""The planted stories, each registered by hand so that a slip of a name can't drop one."""

from collections.abc import Callable

from evals.recipes.authentication import a08, a09, a10, a11
from evals.recipes.declines import a01, a02, a03, a04, a05, a06, a07, a12
from evals.recipes.hero import NAME as HERO
from evals.recipes.hero import PAYMENT as HERO_PAYMENT
from evals.recipes.hero import hero
from evals.recipes.lifecycle import b03, b05, b06, b07, b11
from evals.recipes.risk import a13, a14, a15, a16, a17
from evals.recipes.story import Story, Telling

Recipe = Callable[[Telling], Story]

RECIPES: tuple[tuple[str, Recipe], ...] = (
    ("A01", a01),
    ("A02", a02),
    ("A03", a03),
    ("A04", a04),
    ("A05", a05),
    ("A06", a06),
    ("A07", a07),
    ("A08", a08),
    ("A09", a09),
    ("A10", a10),
    ("A11", a11),
    ("A12", a12),
    ("A13", a13),
    ("A14", a14),
    ("A15", a15),
    ("A16", a16),
    ("A17", a17),
    ("B03", b03),
    ("B05", b05),
    ("B06", b06),
    ("B07", b07),
    ("B11", b11),
    (HERO, hero),
)

__all__ = ["HERO", "HERO_PAYMENT", "RECIPES", "Recipe", "Story", "Telling"]
