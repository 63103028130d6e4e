"""What gathers several slices to be looked at or printed together; it has no tables."""
