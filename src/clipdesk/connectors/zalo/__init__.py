"""A Zalo Official Account."""
