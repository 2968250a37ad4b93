"""The media room's fixtures, here too."""

from clipdesk.media.tests.conftest import bulletin, bulletin_info, make, truth

__all__ = ["bulletin", "bulletin_info", "make", "truth"]
