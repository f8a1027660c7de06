"""Metrics: each defined once, counted over facts in the portable part of SQL, and finished in Python."""
