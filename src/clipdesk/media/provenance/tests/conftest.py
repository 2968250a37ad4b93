"""The room's own fixtures."""

from clipdesk.media.tests.conftest import make, tone

__all__ = ["make", "tone"]
