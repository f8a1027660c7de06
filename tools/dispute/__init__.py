"""Disputes and fraud warnings: what is at stake, by when, and what else the same card contests."""
