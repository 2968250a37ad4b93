"""The append-only ledger, and the only way to change a state."""
