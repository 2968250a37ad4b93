"""Rundowns as newsroom systems write them: CSV, JSON, Excel sheets and MOS XML become items with times and scripts."""

from clipdesk.library.rundowns.errors import MOST_BYTES, MOST_ITEMS, NotARundown
from clipdesk.library.rundowns.items import Item, Rundown
from clipdesk.library.rundowns.read import from_payload, payload_of, read_rundown

__all__ = ["MOST_BYTES", "MOST_ITEMS", "Item", "NotARundown", "Rundown", "from_payload", "payload_of", "read_rundown"]
