"""A station with many accounts: a whole desk (tests/desk.py) whose platforms are a practice town."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.walking import small_video
from tests.desk import PATIENCE, Desk, running_desk
from tests.wide.town import Town

VERBS = Path(__file__).parent / "verbs.py"
#: What moves by itself still, where nothing is to be decided by people.
PASSING = ("prepared", "sending", "processing", "unknown")
_ROWS = """
    SELECT p.id::text, p.state, p.slot, p.remote_id, p.shown_at, p.taken_down_at, p.trouble_message, p.clip_id::text,
           c.title, d.kind, a.remote, a.username
    FROM publishing_publication p
    JOIN clips_clip c ON c.id = p.clip_id JOIN destinations_destination d ON d.id = p.destination_id
    LEFT JOIN destinations_account a ON a.destination_id = d.id ORDER BY p.id
"""


@dataclass
class Station:
    """One station under test. places: how many destinations it has, its own site (the first) among them; turn: whose is
    next."""

    desk: Desk
    town: Town
    places: int
    turn: int = 0

    def do(self, verb: str, *arguments: str) -> dict[str, Any]:
        """Let its people do something (verbs.py)."""
        return self.desk.run(VERBS, verb, *arguments)

    def sealed(self, titles: Sequence[str], each: int, slot: str = "") -> list[str]:
        """Send clips to `each` of its destinations, to the next ones with every clip, and wait until all are sealed."""
        plans = []
        for title in titles:
            places = [(self.turn + one) % self.places for one in range(each)]
            plans.append({"title": title, "slot": slot, "places": places})
            self.turn = (self.turn + each) % self.places
        clips: list[str] = self.do("send", json.dumps(plans))["clips"]
        waiting = "SELECT count(*) AS number FROM review_package WHERE state = 'open' AND clip_id = ANY(%s::uuid[])"
        self.desk.wait(
            lambda: self.desk.rows(waiting, clips)[0]["number"] == len(clips), PATIENCE, "every clip to be sealed"
        )
        return clips

    def sign(self) -> None:
        """Sign whatever waits."""
        self.do("sign_all")

    def rows(self) -> list[dict[str, Any]]:
        """Return every publication, with its clip's title and where it goes."""
        return self.desk.rows(_ROWS)

    def wait_settled(self, seconds: float) -> None:
        """Wait until no publication moves by itself any more."""
        moving = "SELECT count(*) AS number FROM publishing_publication WHERE state = ANY(%s)"
        self.desk.wait(
            lambda: not self.desk.rows(moving, list(PASSING))[0]["number"], seconds, "all publications to settle"
        )


@contextlib.contextmanager
def station_with(
    accounts: int, settings: Mapping[str, str] | None = None, *, by_hand: bool = False
) -> Iterator[Station]:
    """A station with so many accounts besides its own site (and one, the last, where people post by hand), and a recording
    that is ready; swept away at the end."""
    with tempfile.TemporaryDirectory(prefix="clipdesk-town-") as name:
        town = Town(Path(name) / "receiver", accounts)
        try:
            with running_desk(settings={**town.settings, **(settings or {})}) as desk:
                told = [*town.described(), *([{"kind": "by_hand"}] if by_hand else [])]
                made = desk.run(VERBS, "begin", str(small_video(Path(name), "wide")), json.dumps(told))
                ready = "SELECT 1 FROM library_recording WHERE id = %s AND state = 'ready'"
                desk.wait(lambda: desk.rows(ready, made["recording"]), PATIENCE, "the recording")
                yield Station(desk, town, len(told) + 1)
        finally:
            town.stop()
