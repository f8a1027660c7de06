"""The suite: its cases, the families they belong to, and the checks that the suite itself must pass."""
