"""What practice platforms have in common: how they answer, what goes wrong with them, and what the public sees of them."""
