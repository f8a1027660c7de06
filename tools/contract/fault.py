"""What ends a run: the kind of failure that neither a model nor another read can mend."""


class Fault(Exception):
    """The run can't go on. The message says what happened, to what, and what to do next; it never holds a secret."""
