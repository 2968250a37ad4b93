"""Pages of the cutting room."""
