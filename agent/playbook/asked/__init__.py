"""What a question says for itself: its days and times, what it refers to, its language, what it wants done."""
