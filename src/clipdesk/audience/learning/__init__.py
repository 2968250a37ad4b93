"""From figures to decisions: what was hoped, what came of it, what was learnt, what to try next, and the page of the week."""
