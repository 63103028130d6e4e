"""Documents: take plain values, give bytes."""
