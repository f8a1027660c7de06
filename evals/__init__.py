"""The simulated world, its cases and what scores them. Nothing of the product imports this."""
