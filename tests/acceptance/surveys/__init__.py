"""Publishing, exactly once, and taking it back: its list of “it is done when”."""
