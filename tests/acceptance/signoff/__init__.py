"""Accountable sign-off: its list of “it is done when”."""
