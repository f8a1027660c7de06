"""A provider's money: its account, its shares of bookings, and its payouts."""
