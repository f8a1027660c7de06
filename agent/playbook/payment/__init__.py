"""What became of one payment: its case, the branches that answer, and what every report tells around them."""
