"""“It is done when” of live."""
