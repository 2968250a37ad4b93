"""Settings, addresses, schedule of periodic work, supervisor and command line: where the rooms are joined."""
