"""The round: scans, what is asked and recorded, the state of each dose."""
