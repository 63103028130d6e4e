"""Reading a person's medical data without a habilitation for it: for a time, for a reason, each reading told."""
