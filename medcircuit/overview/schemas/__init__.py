"""What is shown of several slices: documents, a prescriber's queue."""
