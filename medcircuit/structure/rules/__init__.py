"""Rounds of a day and the identifiers of houses; pure."""
