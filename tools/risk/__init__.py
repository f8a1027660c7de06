"""What an account's payments say of risk: `risk_overview`, in parts."""
