"""A platform on which a person posts: nothing is ever called there."""
