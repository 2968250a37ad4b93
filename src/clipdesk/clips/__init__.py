"""Clips, their revisions and renders."""
