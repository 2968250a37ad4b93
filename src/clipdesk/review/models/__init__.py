"""The tables of review."""

from clipdesk.review.models.emergency import Emergency, EmergencySeen
from clipdesk.review.models.guest import GuestLink, GuestLinkEnded, GuestLinkOpened
from clipdesk.review.models.looked import Looked
from clipdesk.review.models.note import NoteReopened, NoteReply, NoteResolved, PictureNote
from clipdesk.review.models.package import Package, SealedFile, SentBack
from clipdesk.review.models.policy import Policy
from clipdesk.review.models.review_copy import ReviewCopy
from clipdesk.review.models.risk import RiskLifted, RiskMark
from clipdesk.review.models.shift import Absence, Shift
from clipdesk.review.models.sign_off import SignOff, SignOffVoid
from clipdesk.review.models.signing_key import Assertion, SignedUnder, SigningKey, SigningKeyEnd

__all__ = [
    "Absence",
    "Assertion",
    "Emergency",
    "EmergencySeen",
    "GuestLink",
    "GuestLinkEnded",
    "GuestLinkOpened",
    "Looked",
    "NoteReopened",
    "NoteReply",
    "NoteResolved",
    "Package",
    "PictureNote",
    "Policy",
    "ReviewCopy",
    "RiskLifted",
    "RiskMark",
    "SealedFile",
    "SentBack",
    "Shift",
    "SignOff",
    "SignOffVoid",
    "SignedUnder",
    "SigningKey",
    "SigningKeyEnd",
]
