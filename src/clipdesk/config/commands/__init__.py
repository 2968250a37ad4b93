"""The commands of `clipdesk`, one file each. Nothing of Django is imported before a command runs."""
