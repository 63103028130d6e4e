"""What the medicines of the catalogue are, and what a box code means: values and pure functions."""
