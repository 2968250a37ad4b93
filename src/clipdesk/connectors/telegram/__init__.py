"""A Telegram channel, by the Bot API."""
