"""Measurement: its list of “it is done when”."""
