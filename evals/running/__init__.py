"""Running the suite: accounts served, questions asked in processes of their own, results kept."""
