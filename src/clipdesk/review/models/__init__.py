"""The tables of review."""

from clipdesk.review.models.package import Package, SealedFile, SentBack
from clipdesk.review.models.sign_off import SignOff, SignOffVoid

__all__ = ["Package", "SealedFile", "SentBack", "SignOff", "SignOffVoid"]
