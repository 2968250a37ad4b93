"""Views of the joining pages."""
