"""Simulated Stripe accounts: what happened in one, what Stripe shows of it, and the server that shows it."""
