"""Planning: its list of “it is done when”."""
