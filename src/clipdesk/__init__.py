"""Clipdesk: the short-video desk of a radio or television station."""
