"""Figures: what an act, a pack, an import and a plan cost, each beside a floor measured in the same run."""
