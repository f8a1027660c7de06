"""One customer: who is meant, what was paid and what was tried."""
