"""The investigator and its faces."""
