"""The room's own fixtures."""

from clipdesk.media.tests.conftest import bulletin, make, shared_media, tone

__all__ = ["bulletin", "make", "shared_media", "tone"]
