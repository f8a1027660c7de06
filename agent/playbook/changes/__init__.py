"""What changed over a time, why, and what of a day needs a person: questions about changes, and the daily summary."""
