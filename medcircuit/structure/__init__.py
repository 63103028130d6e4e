"""Organisation, establishments, units, places and their dated moments and rounds."""
