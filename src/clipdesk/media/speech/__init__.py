"""When somebody speaks: voice activity, without knowing what is said. See `activity`."""
