"""Reading Stripe: the guarded reader, what a request must be, and what its refusals mean."""
