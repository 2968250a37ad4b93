"""Packages and sign-offs: the one place where somebody answers for a clip."""
