"""The room's own fixtures."""

from clipdesk.media.tests.conftest import bulletin, make, tone

__all__ = ["bulletin", "make", "tone"]
