"""One command, one table each: `python -m benchmarks.NAME`."""
