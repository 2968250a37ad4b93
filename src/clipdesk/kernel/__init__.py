"""Ids, clock, rational time, canonical JSON, text folding and the root exception. Imports nothing of ours."""
