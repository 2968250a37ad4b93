"""Connected accounts: where clips go."""
