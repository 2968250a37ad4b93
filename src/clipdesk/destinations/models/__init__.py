"""The tables of destinations."""

from clipdesk.destinations.models.destination import Destination, own_site
from clipdesk.destinations.models.official_account import AccountEnd, AccountStatement, OfficialAccount

__all__ = ["AccountEnd", "AccountStatement", "Destination", "OfficialAccount", "own_site"]
