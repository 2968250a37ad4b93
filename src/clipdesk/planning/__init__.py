"""Planning: events, stories, assignments, content lines and their targets, ideas, holidays."""
