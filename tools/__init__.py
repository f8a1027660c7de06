"""The read-only Stripe tools and what stands behind them."""
