"""Only the pages that join rooms: home, search, the way in."""
