"""Reports that are written by themselves: when one is due, what became of it, and that it goes out once.

`due` is the calendar, `ledger` what is remembered, `run` one pass over what is due, `loop` passes until somebody ends
them. Nothing here knows Stripe or Slack: who writes a report and where it goes is handed in.
"""
