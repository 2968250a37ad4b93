"""The tables of publishing."""

from clipdesk.publishing.models.file_print import FilePrint
from clipdesk.publishing.models.hand import HandLink, HandLinkUsed, HandWord
from clipdesk.publishing.models.hold import Hold
from clipdesk.publishing.models.publication import Attempt, Publication

__all__ = ["Attempt", "FilePrint", "HandLink", "HandLinkUsed", "HandWord", "Hold", "Publication"]
