"""Running paysleuth on a machine: its environment, folders, settings, accounts and keys.

Nothing is imported here: each command takes what it needs.
"""


class Misconfigured(Exception):
    """Something in the configuration, or a key, that can't be used; `next` says what to do. Never holds a secret."""

    def __init__(self, problem: str, next_step: str) -> None:
        super().__init__(problem)
        self.next = next_step
