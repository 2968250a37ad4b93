"""Connectors: one folder per platform behind one small contract. Plain Python, no Django."""
