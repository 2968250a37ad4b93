"""A YouTube channel."""
