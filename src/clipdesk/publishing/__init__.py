"""Publications: one clip on one destination, exactly once, and back again."""
