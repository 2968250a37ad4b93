"""What the audience did with each clip: figures with their definition, version and time."""
