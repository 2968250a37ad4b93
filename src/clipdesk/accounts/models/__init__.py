"""The tables of people and doors."""

from clipdesk.accounts.models.bot import Bot, Chat, ChatLink
from clipdesk.accounts.models.invitation import Invitation
from clipdesk.accounts.models.keeper import Keeper
from clipdesk.accounts.models.notice import Notice
from clipdesk.accounts.models.person import Person
from clipdesk.accounts.models.recovery import Recovery
from clipdesk.accounts.models.station import Desk, Membership, Station
from clipdesk.accounts.models.told_how import Device, ToldHow
from clipdesk.accounts.models.webhook import Call, Webhook

__all__ = [
    "Bot",
    "Call",
    "Chat",
    "ChatLink",
    "Desk",
    "Device",
    "Invitation",
    "Keeper",
    "Membership",
    "Notice",
    "Person",
    "Recovery",
    "Station",
    "ToldHow",
    "Webhook",
]
