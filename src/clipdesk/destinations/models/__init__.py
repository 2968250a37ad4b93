"""The tables of destinations."""

from clipdesk.destinations.models.account import Account, NotConnected
from clipdesk.destinations.models.destination import Destination, own_site
from clipdesk.destinations.models.oauth_client import OAuthClient, ProposedAccount
from clipdesk.destinations.models.official_account import AccountEnd, AccountStatement, OfficialAccount
from clipdesk.destinations.models.spending import Spending

__all__ = [
    "Account",
    "AccountEnd",
    "AccountStatement",
    "Destination",
    "NotConnected",
    "OAuthClient",
    "OfficialAccount",
    "ProposedAccount",
    "Spending",
    "own_site",
]
