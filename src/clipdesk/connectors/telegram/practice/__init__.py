"""A practice Telegram: the calls that the desk makes, answered on this machine."""
