"""What is right at the bedside: the verdict of a scan, the state of a dose, the limits of an entry."""
