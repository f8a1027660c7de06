"""One payment's whole story: its attempts, what surrounds them, and how they are told."""
