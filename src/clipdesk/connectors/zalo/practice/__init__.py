"""A practice Zalo: the calls that the desk makes, answered on this machine."""
