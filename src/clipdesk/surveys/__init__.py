"""Surveys: what the audience needs and trusts, asked with consent, kept without names, told with how sure it is."""
