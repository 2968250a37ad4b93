"""The station's own public site."""
