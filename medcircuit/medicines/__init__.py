"""The catalogue of medicines, their codes, and which boxes are the same medicine."""
