"""Residents: identity, stays, absences, allergies, identification tokens."""
