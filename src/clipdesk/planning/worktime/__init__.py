"""Time from work: minutes that follow from the work itself, and those that a person set beside them by hand."""
