"""A practice YouTube: the calls that the desk makes, answered on this machine."""
