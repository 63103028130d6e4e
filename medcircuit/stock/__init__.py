"""Stock in double entry: places, lots, moves, levels."""
