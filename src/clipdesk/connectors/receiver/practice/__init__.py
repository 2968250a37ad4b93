"""A practice receiver: the calls that the desk makes, answered on this machine."""
