"""Campaigns: what leads to a day, what is planned and missing for it, and what became of it."""
