"""What every slice shares; imports no slice."""
