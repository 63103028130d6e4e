"""What may be opened to someone who is no nurse, and what a protocol says; pure."""
