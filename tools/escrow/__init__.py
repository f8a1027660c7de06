"""What a platform holds for its providers: payments beside the transfers that pass their shares on."""
