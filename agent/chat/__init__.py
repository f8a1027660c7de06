"""A thread to ask in: a line at a time, from a terminal or a pipe."""
