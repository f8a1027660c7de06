"""Questions about metrics: how payments are over a time, and any metric by any dimension."""
