"""Publications in bad weather: calls to platforms go wrong by chance, workers are killed at labelled points, people decide
only what is asked of them. Afterwards every platform has to show every clip exactly once.

The desk's own pauses are set on, as if time passed quickly: what rests until a moment may go on at once.
"""

from __future__ import annotations

import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from tests.crash.walking import POINTS
from tests.wide.station import PASSING, Station

#: The share of the calls that publish which go wrong, and of all other calls.
PUBLISHING, OTHERS = 0.3, 0.05
#: Between two kills, so that whatever was killed has come up and works again.
CALM_SECONDS = 20
#: As a newsroom signs them: what is signed and does not go out within minutes asks whether it still should.
CLIPS_AT_A_TIME = 20
#: Where workers are killed, in turn: first in the call that may not be repeated.
LABELS = sorted(POINTS["publish"], key=lambda label: label != "publish:after_call")
#: Where the desk cannot know what became of a lost answer, and where people post.
FOR_PEOPLE = {"telegram", "by_hand"}
_REST = "UPDATE publishing_publication SET rest_until = now() WHERE rest_until > now()"
_RING = """
    UPDATE procrastinate_jobs SET scheduled_at = now()
    WHERE status = 'todo' AND scheduled_at > now() AND task_name = 'publishing.ring'
"""
_ASKED = """
    SELECT DISTINCT split_part(cause, ':', 2) AS id FROM accounts_notice
    WHERE kind IN ('publication_unknown', 'publication_failed', 'missed_slot') AND cause LIKE 'publication:%'
"""
_VERBS = "SELECT subject_id AS id, verb FROM history_ledgerentry WHERE verb LIKE 'publication_%' ORDER BY seq"


@dataclass
class Weathered:
    """What came of it. wrong: what is not exactly once where it should be; blind: what was sent again unasked; asked: for
    how many a person was asked, by kind of destination; killed: workers, by label; met: faults, by what they hit."""

    count: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    blind: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)

    @property
    def asked_in_vain(self) -> float:
        """The share for which a person was asked although the platform could have been."""
        return sum(count for kind, count in self.asked.items() if kind not in FOR_PEOPLE) / self.count

    def figure(self) -> str:
        """Say it."""
        asked = ", ".join(f"{kind} {count}" for kind, count in sorted(self.asked.items())) or "nobody"
        killed = ", ".join(f"{label.removeprefix('publish:')} {count}" for label, count in sorted(self.killed.items()))
        return (
            f"{self.count} publications, {self.met['publishing']} publish calls and {self.met['others']} other calls "
            f"gone wrong, workers killed at {killed}: {len(self.wrong)} not exactly once, {len(self.blind)} sent again "
            f"without a look-up; a person asked: {asked} ({self.asked_in_vain:.1%} besides Telegram and by hand); "
            f"{self.seconds:.0f} s"
        )


def weather(station: Station, publications: int) -> Weathered:
    """Let so many publications go out in bad weather, over all destinations, some clips at a time."""
    titles = [f"Bão số {number:03d}" for number in range(ceil(publications / station.places))]
    found, coming = Weathered(count=len(titles) * station.places), itertools.cycle(LABELS)
    begun = time.monotonic()
    for first in range(0, len(titles), CLIPS_AT_A_TIME):
        clips = station.sealed(titles[first : first + CLIPS_AT_A_TIME], station.places)
        with station.town.storm(PUBLISHING, OTHERS):
            station.sign()
            _wait_out(station, found, 120 + len(clips) * station.places * 4, coming)
        station.desk.disarm()
    _wait_out(station, found, 600)  # what people try again in calm weather
    found.seconds = time.monotonic() - begun
    for one in station.town.weather.values():
        found.met += one.met
    kinds = {row["id"]: row["kind"] for row in station.rows()}
    found.asked = Counter(kinds[row["id"]] for row in station.desk.rows(_ASKED))
    found.wrong, found.blind = wrong_at(station), [*station.town.blind(), *_sent_unasked(station)]
    return found


def press(station: Station, publications: int, people: int, workers: int) -> str:
    """Let so many people press at once, while so many publishers besides the desk's own take what comes of it; return what
    came of it, or raise AssertionError."""
    titles = [f"Bấm {number:03d}" for number in range(ceil(publications / station.places))]
    clips = station.sealed(titles, station.places)
    beside = [station.desk.worker("publish") for _ in range(workers)]
    try:
        station.sign()
        station.do("press", str(people))
        station.wait_settled(600)
    finally:
        for worker in beside:
            worker.terminate()
        for worker in beside:
            worker.wait(60)
    wrong = [*wrong_at(station), *station.town.blind(), *_sent_unasked(station)]
    assert wrong == []
    return f"{people} people pressed, {workers + 1} publishers: {len(clips) * station.places} publications, each once"


def _wait_out(station: Station, found: Weathered, seconds: float, coming: Iterator[str] | None = None) -> None:
    """Wait until nothing moves by itself any more, and be the people who are asked. coming: where workers are killed
    meanwhile, one after the other; None: in calm weather, in which people also try again what has failed."""
    desk, until = station.desk, time.monotonic() + seconds
    armed, again_at = "", 0.0
    while time.monotonic() < until:
        if armed and desk.has_taken():
            desk.set_clock_on(desk.workers_at_work())
            found.killed[armed] += 1
            armed, again_at = "", time.monotonic() + CALM_SECONDS
        if coming is not None and not armed and time.monotonic() >= again_at:
            armed = next(coming)
            desk.arm("die", armed)
        desk.wait(lambda: (desk.change(_REST), desk.change(_RING)), 60, "the database")
        rows = desk.wait(station.rows, 60, "the database")
        moving = [row for row in rows if row["state"] in PASSING or (coming is None and row["state"] == "failed")]
        if not moving:
            return
        _answer(station, rows, in_calm=coming is None)
        time.sleep(0.5)
    still = [f"{row['kind']} {row['title']}: {row['state']}" for row in moving]
    raise AssertionError(f"after {seconds:.0f} s still on the way: {still[:10]} of {len(still)}\n{desk.last_words()}")


def _answer(station: Station, rows: list[dict[str, Any]], *, in_calm: bool) -> None:
    """Look where a person is asked to look, and say what is there; what has failed is tried again in calm weather."""
    asked = {row["id"] for row in station.desk.rows(_ASKED)}
    said: dict[str, str] = {}
    for row in rows:
        if row["state"] == "unknown" and row["kind"] == "telegram" and row["id"] in asked:
            posts = station.town.in_chat(row["remote"], row["title"])
            said[row["id"]] = f"https://t.me/{row['username']}/{posts[0]}" if posts else ""
        elif row["state"] == "failed" and in_calm:
            said[row["id"]] = "again"
    if said:
        station.do("settle_all", json.dumps(said))


def wrong_at(station: Station) -> list[str]:
    """Return what is not exactly once where it should be, by what the platforms themselves show."""
    rows, public = station.rows(), station.town.public()
    wrong = [f"{row['kind']} {row['title']} is {row['state']}" for row in rows if row["state"] != _end_of(row["kind"])]
    there = {(row["kind"], row["remote_id"]): row for row in rows if row["kind"] not in {"site", "by_hand"}}
    wrong += [f"{key} is public and nobody knows it" for key in public if key not in there]
    for key, row in there.items():
        if not public.get(key, "").startswith(row["title"]):
            wrong.append(f"{key} does not show {row['title']}")
        elif row["kind"] == "telegram" and station.town.chat_of(row["remote_id"]) != row["remote"]:
            wrong.append(f"{key} stands in another channel")
    site = {row["remote_id"] for row in rows if row["kind"] == "site"}
    wrong += [f"{name} on the site" for name in site ^ {one.name for one in (station.desk.data / "public").iterdir()}]
    expected = Counter(kind for kind, _name in there)
    wrong += [f"{kind}: {n} ever" for kind, n in station.town.ever().items() if n != expected[kind]]
    return wrong + station.town.invalid()


def _end_of(kind: str) -> str:
    return "by_hand" if kind == "by_hand" else "live"


def _sent_unasked(station: Station) -> list[str]:
    """Return what the ledger calls sent although the answer before was lost and nothing had been found out since."""
    lost, blind = set[str](), []
    for row in station.desk.rows(_VERBS):
        if row["verb"] == "publication_lost":
            lost.add(row["id"])
        elif row["verb"] == "publication_sent" and row["id"] in lost:
            blind.append(f"{row['id']} in the ledger")
        else:
            lost.discard(row["id"])
    return blind
