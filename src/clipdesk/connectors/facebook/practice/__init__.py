"""A practice Facebook: the calls that the desk makes, answered on this machine."""
