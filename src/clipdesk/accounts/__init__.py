"""Stations, people, desks, roles, sign-in and notices: who may open which door."""
