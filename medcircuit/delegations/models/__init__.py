"""The tables of the slice; importing this package enters them all in the metadata."""
