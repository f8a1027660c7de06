"""What a run shows: its figures, in a terminal, for a pull request, for a test report, as one page, for other tools."""
