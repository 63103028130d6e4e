"""The demonstration: two invented houses, their people and three weeks of rounds, the same for a day and a seed."""
