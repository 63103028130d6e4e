"""The JSON shapes of the slice."""
