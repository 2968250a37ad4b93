"""A clip is corrected, then withdrawn, on every destination at once; afterwards the desk's table of what is where is held
against what the platforms show. One platform says no to each: what stands there still must not be called gone."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.desk import PATIENCE
from tests.wide.station import Station

WRONG, RIGHT = "Bà Lê Thị Na nhận giải", "Bà Lê Thị Nga nhận giải"
NOTE = "Tên người trong bài đã được sửa."
_CORRECTED = "SELECT 1 FROM publishing_publication WHERE clip_id = %s AND state <> 'corrected' AND trouble_message = ''"
_UNTOUCHED = """
    SELECT 1 FROM publishing_publication
    WHERE clip_id = %s AND (state <> 'withdrawn' OR (taken_down_at IS NULL AND trouble_message = ''))
"""


@dataclass
class Table:
    """What the desk says and what is there. false: where the two differ; rows: how many lines were compared."""

    rows: int = 0
    false: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)

    def figure(self) -> str:
        """Say it."""
        said = ", ".join(f"{count} {what}" for what, count in sorted(self.said.items()))
        return f"{self.rows} lines of what is where compared, {len(self.false)} untrue ({said})"


def put_right(station: Station) -> Table:
    """Publish, correct and withdraw a clip everywhere but where people post (the last place); compare after each."""
    table, station.turn = Table(), 0
    [clip] = station.sealed([WRONG], station.places - 1)
    station.sign()
    station.wait_settled(PATIENCE)
    _compare(station, clip, table, "live", WRONG, "")

    station.do("correct", clip, RIGHT)
    _sealed_anew(station, clip)
    station.town.weather["facebook"].add("video.update", *["refuse 100"] * 20)
    station.sign()
    station.desk.wait(lambda: not station.desk.rows(_CORRECTED, clip), PATIENCE, "the correction everywhere")
    station.town.weather["facebook"].waiting.clear()
    _compare(station, clip, table, "corrected", RIGHT, NOTE)

    station.do("withdraw", clip)
    station.town.weather["youtube"].add("videos.delete", *["refuse 403 forbidden"] * 20)
    station.sign()
    station.desk.wait(lambda: not station.desk.rows(_UNTOUCHED, clip), PATIENCE, "the withdrawal everywhere")
    _compare(station, clip, table, "withdrawn", "", "")
    return table


def _sealed_anew(station: Station, clip: str) -> None:
    open_package = "SELECT 1 FROM review_package WHERE clip_id = %s AND state = 'open'"
    station.desk.wait(lambda: station.desk.rows(open_package, clip), PATIENCE, "the correction to be sealed")


def _compare(station: Station, clip: str, table: Table, step: str, words: str, note: str) -> None:
    """Hold every line of the table against what is there: `words` and `note` where it says that the step was done."""
    public = station.town.public()
    for row in (row for row in station.rows() if row["clip_id"] == clip):
        said = f"{row['state']}{' and gone' if row['taken_down_at'] else ''}"
        table.rows += 1
        table.said[said] += 1
        there = _there(station, row, public)
        if row["state"] == "withdrawn":
            is_true = (row["taken_down_at"] is None) == bool(there)
        elif row["state"] == step:
            is_true = there.startswith(words) and note in there
        else:
            is_true = there.startswith(WRONG) and bool(row["trouble_message"])  # it says that it was not done, and why
        if not is_true:
            table.false.append(f"{step}: {row['kind']} is said to be {said}, and shows “{there[:60]}”")


def _there(station: Station, row: dict[str, Any], public: dict[tuple[str, str], str]) -> str:
    """Return the words that the public sees of a publication; empty: nothing."""
    if row["kind"] != "site":
        return public.get((row["kind"], row["remote_id"]), "")
    answer = httpx.get(f"{station.desk.origin}/watch/song-hong/{row['remote_id']}/", timeout=60)
    if answer.status_code == 410:
        return ""
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    assert heading is not None, answer.text
    return f"{html.unescape(heading[1]).strip()} {NOTE if NOTE in html.unescape(answer.text) else ''}"
