"""Prescription lines, their versions, and the plan of a resident's doses."""
