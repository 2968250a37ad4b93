"""The tables of review."""

from clipdesk.review.models.package import Package, SealedFile, SentBack
from clipdesk.review.models.review_copy import ReviewCopy
from clipdesk.review.models.shift import Absence, Shift
from clipdesk.review.models.sign_off import SignOff, SignOffVoid
from clipdesk.review.models.signing_key import Assertion, SignedUnder, SigningKey, SigningKeyEnd

__all__ = [
    "Absence",
    "Assertion",
    "Package",
    "ReviewCopy",
    "SealedFile",
    "SentBack",
    "Shift",
    "SignOff",
    "SignOffVoid",
    "SignedUnder",
    "SigningKey",
    "SigningKeyEnd",
]
