"""A dosage as FHIR has it: its plan of doses and its French sentence; pure rules, no table."""
