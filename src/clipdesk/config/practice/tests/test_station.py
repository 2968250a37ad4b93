"""The practice station: whole or not at all, in every state, while other stations' jobs are left alone."""

from __future__ import annotations

import stat
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import psycopg
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clipdesk.accounts.models import Person, Station
from clipdesk.accounts.notices import tell
from clipdesk.clips.models import Clip
from clipdesk.config import databases
from clipdesk.config.practice.build import Bulletin
from clipdesk.config.practice.clips import PLANS, cut
from clipdesk.config.practice.own_jobs import run_own_jobs
from clipdesk.config.practice.script import RADIO
from clipdesk.config.practice.sound import write_wav
from clipdesk.config.practice.speech import find_voice
from clipdesk.config.practice.station import PracticeExists, build_station
from clipdesk.config.practice.timing import lay_out
from clipdesk.jobs.announce import defer
from clipdesk.publishing.models import Publication
from clipdesk.surveys.models import Release, Survey

pytestmark = pytest.mark.slow


@pytest.fixture
def bulletin(small_video: Path, tmp_path: Path) -> Bulletin:
    """Four seconds instead of seventy-five: every clip is the same second of it."""
    (radio,) = lay_out((RADIO,), find_voice()[0], radio=True)
    sound = tmp_path / "radio.wav"
    write_wav(sound, (np.sin(np.arange(48000 * 2) / 20)[:, None] * np.ones((1, 2)) * 0.1).astype("float32"))
    words = tmp_path / "bulletin.srt"
    words.write_text("1\n00:00:00,200 --> 00:00:01,000\nNước sông dâng cao\n", encoding="utf-8")
    said = {f"{plan.item}-{number}": (Fraction(1, 2), Fraction(1)) for plan in PLANS for number in range(1, 9)}
    return Bulletin(
        video=small_video,
        radio=sound,
        captions={"spoken": words},
        rundown=words,
        script=words,
        duration=Fraction(4),
        radio_duration=Fraction(2),
        items=(),
        radio_item=radio,
        clips=cut(PLANS, said),
        spoken=False,
    )


def test_a_clip_stands_in_every_state_and_the_sign_ins_are_private(
    db: None, bulletin: Bulletin, tmp_path: Path
) -> None:
    note = tmp_path / "signins.txt"
    text = build_station(bulletin, note, lambda line: None)
    assert note.read_text(encoding="utf-8") == text
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    station = Station.objects.get()
    assert station.is_practice
    states = sorted(clip.state for clip in Clip.objects.all())
    assert len(states) == len(PLANS)
    assert set(states) == set(Clip.STATES)
    assert {"failed", "live", "corrected", "prepared", "withdrawn"} <= {row.state for row in Publication.objects.all()}
    assert sorted(Survey.objects.values_list("state", flat=True)) == ["asking", "closed", "draft"]
    assert Release.objects.filter(content__weights__isnull=False, size=240).count() == 2
    password = text.splitlines()[0].rsplit(" ", 1)[-1]
    people = Person.objects.filter(memberships__station=station).distinct()
    assert people.count() == 6
    assert all(person.email in text and person.check_password(password) for person in people)
    with pytest.raises(PracticeExists):
        build_station(bulletin, note, lambda line: None)


def test_stopped_half_way_it_leaves_nothing(db: None, bulletin: Bulletin, tmp_path: Path) -> None:
    short = replace(bulletin, clips=tuple(text for text in bulletin.clips if text.state in {"draft", "failed"}))
    lines: list[str] = []

    def say(line: str) -> None:
        lines.append(line)
        if len(lines) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_station(short, tmp_path / "note", say)
    assert not Station.objects.exists()
    assert not ProcrastinateJob.objects.exists()
    assert list(tmp_path.glob("note*")) == []

    build_station(short, tmp_path / "note", lambda line: None)
    assert Clip.objects.count() == 2


def test_a_job_that_others_can_see_is_left_to_them(db: None) -> None:
    where = databases.connection_string(databases.APP)
    with psycopg.connect(where, autocommit=True) as outside:
        outside.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args, priority)"
            " VALUES ('publish', 'publishing.send', 'todo', '{}', 99)"
        )
        try:
            own_site = Station.objects.create(slug="own", name="Own", is_practice=True)
            defer("destinations.own_site", station_id=own_site.pk)
            run_own_jobs()
            found = dict(ProcrastinateJob.objects.values_list("task_name", "status"))
        finally:
            outside.execute("DELETE FROM procrastinate_jobs")
    assert found == {"publishing.send": "todo", "destinations.own_site": "succeeded"}
    assert own_site.destinations.count() == 1


def test_mails_wait_until_what_they_tell_of_is_there(db: None) -> None:
    station = Station.objects.create(slug="own", name="Own", is_practice=True)
    lan = Person.objects.create_user("lan@practice.example", "Lan", "")
    tell([lan], station=station, desk=None, kind="sent_back", cause="clip:1", link="/")
    run_own_jobs()
    found = dict(ProcrastinateJob.objects.values_list("task_name", "status"))
    assert (found.pop("accounts.mail_notice"), set(found.values())) == ("todo", {"succeeded"})
