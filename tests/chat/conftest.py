"""The chat beside the same served world as the command line."""

from tests.cli.conftest import desk, served, shelves

__all__ = ["desk", "served", "shelves"]
