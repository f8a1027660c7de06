"""An account of Connect: its standing, its balance, and the way of its money to a bank."""
