"""Contacts with others: requests, their letters and files, and the dossiers made of them."""
