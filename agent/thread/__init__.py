"""One thread: its journal, turns, calls and evidence, and what a model may call of the agent's own."""
