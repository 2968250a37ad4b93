"""Pages and feeds of the public site."""
