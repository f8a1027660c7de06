"""What Stripe must say of what happened: written down once more, apart from the code that shows it.

The renderer has tables of its own for the same. A truth that took its codes from those would follow a wrong row instead
of finding it, so nothing here, or in any recipe, may import `evals.world.shown`.
"""
