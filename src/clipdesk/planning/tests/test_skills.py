"""Skills and training: the list, who has what, who confirms it, and who sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from clipdesk.accounts import leaving
from clipdesk.accounts.member import NotAllowed
from clipdesk.config.testing_cast import Newsroom, make_member
from clipdesk.history.transition import entries_of
from clipdesk.kernel.clock import now
from clipdesk.planning import skills
from clipdesk.planning.models import Held, Skill, Training


@pytest.fixture
def listed(newsroom: Newsroom) -> Skill:
    skills.begin_list(newsroom.minh)
    return Skill.objects.get(name_en="Captions")


def _page(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_the_list_is_the_stations_own_in_both_languages(newsroom: Newsroom) -> None:
    minh, room = newsroom.client(newsroom.minh), newsroom.path("planning/skills/")
    minh.post(f"{room}people/")
    minh.post(f"{room}people/")  # once more makes no second list
    assert Skill.objects.count() == len(skills.USUAL)
    minh.post(f"{room}people/", {"name_vi": "Phiên dịch tiếng Khmer", "name_en": ""})
    assert minh.post(f"{room}people/", {"name_vi": "", "name_en": " "}).status_code == 422
    assert minh.post(f"{room}people/", {"name_vi": "Phụ đề", "name_en": "Captions"}).status_code == 422
    assert Skill.objects.count() == len(skills.USUAL) + 1
    captions, khmer = Skill.objects.get(name_en="Captions"), Skill.objects.get(name_en="")
    for language, names in (
        ("vi", ("Phụ đề", "Phiên dịch tiếng Khmer")),
        ("en", ("Captions", "Phiên dịch tiếng Khmer")),
    ):
        with translation.override(language):
            assert (str(captions), str(khmer)) == names
    minh.post(f"{room}list/{khmer.pk}/")
    assert Skill.objects.get(pk=khmer.pk).state == Skill.ENDED
    minh.post(f"{room}list/{khmer.pk}/", {"say": "revive"})
    assert Skill.objects.get(pk=khmer.pk).state == Skill.ACTIVE
    assert newsroom.client(newsroom.huong).get(f"{room}people/").status_code == 403


def test_a_person_says_it_and_the_head_of_the_desk_confirms(newsroom: Newsroom, listed: Skill) -> None:
    lan, minh, room = newsroom.client(newsroom.lan), newsroom.client(newsroom.minh), newsroom.path("planning/skills/")
    assert lan.post(room, {"skill": listed.pk, "since": now().date() + timedelta(days=2)}).status_code == 422
    lan.post(room, {"skill": listed.pk, "since": "2024-05-01"})
    lan.post(room, {"skill": listed.pk, "since": "2025-05-01"})
    held = Held.objects.get()
    assert (held.person, held.since.year, held.confirmed_by) == (newsroom.lan.person, 2024, None)
    with pytest.raises(NotAllowed):
        skills.confirm(held, newsroom.lan)
    of_lan = f"{room}people/{newsroom.lan.person.pk}/"
    assert "2024" in _page(minh.get(of_lan))
    minh.post(f"{room}people/held/{held.pk}/", {"say": "confirm"})
    held.refresh_from_db()
    assert held.confirmed_by == newsroom.minh.person
    skills.confirm(held, newsroom.ha)
    held.refresh_from_db()
    assert held.confirmed_by == newsroom.minh.person
    assert [entry.verb for entry in entries_of(held)] == ["skill_said", "skill_confirmed"]
    assert "Captions" not in str([entry.after for entry in entries_of(held)])
    assert "Minh" in _page(lan.get(room))
    lan.post(f"{room}held/{held.pk}/drop/")
    assert Held.objects.count() == 0


def test_what_a_head_says_of_somebody_is_confirmed(newsroom: Newsroom, listed: Skill) -> None:
    minh, room = newsroom.client(newsroom.minh), newsroom.path("planning/skills/")
    minh.post(f"{room}people/{newsroom.lan.person.pk}/", {"skill": listed.pk, "since": "2024-05-01"})
    assert Held.objects.get().confirmed_by == newsroom.minh.person
    minh.post(room, {"skill": listed.pk, "since": "2020-01-01"})  # of himself it is not
    assert Held.objects.get(person=newsroom.minh.person).confirmed_by is None
    shown = _page(minh.get(f"{room}people/"))
    assert shown.index(f"/people/{newsroom.binh.person.pk}/") < shown.index(f"/people/{newsroom.lan.person.pk}/")
    minh.post(f"{room}people/held/{Held.objects.get(person=newsroom.lan.person).pk}/", {"say": "drop"})
    assert not Held.objects.filter(person=newsroom.lan.person).exists()


def test_nobody_else_sees_them(newsroom: Newsroom, listed: Skill) -> None:
    held = skills.say(newsroom.lan.person, newsroom.lan, listed, now().date())
    said = {"title": "Lớp phụ đề", "on": now().date(), "hours": 3, "skill": listed}
    training = skills.note_training(newsroom.lan.person, newsroom.lan, said)
    room = newsroom.path("planning/skills/")
    head = make_member(newsroom.station, "Sơn", "editor_in_chief", newsroom.sport)
    for member, status in ((newsroom.huong, 403), (head, 404)):
        client = newsroom.client(member)
        assert client.get(f"{room}people/{newsroom.lan.person.pk}/").status_code == status
        for way in (f"people/held/{held.pk}/", f"people/trainings/{training.pk}/"):
            assert client.post(room + way, {"say": "drop"}).status_code == status
        for way in (f"held/{held.pk}/drop/", f"trainings/{training.pk}/drop/"):
            assert client.post(room + way).status_code == 404
    assert "Lan" not in _page(newsroom.client(head).get(f"{room}people/"))
    assert (Held.objects.count(), Training.objects.count()) == (1, 1)


def test_trainings_have_hours_and_go_with_the_person(newsroom: Newsroom, listed: Skill) -> None:
    lan, minh, room = newsroom.client(newsroom.lan), newsroom.client(newsroom.minh), newsroom.path("planning/skills/")
    lan.post(room, {"title": "Lớp phụ đề", "on": "2026-03-01", "hours": "2.5", "skill": listed.pk})
    of_lan = f"{room}people/{newsroom.lan.person.pk}/"
    minh.post(of_lan, {"title": "Lớp luật báo chí", "on": "2026-04-01", "hours": "4", "skill": ""})
    assert lan.post(room, {"title": "Không giờ", "on": "2026-04-01", "hours": "0", "skill": ""}).status_code == 422
    answer = lan.get(room)
    assert str(answer.context["hours"]) == "6.5"
    assert [one.title for one in answer.context["trainings"]] == ["Lớp luật báo chí", "Lớp phụ đề"]
    lan.post(f"{room}trainings/{Training.objects.get(title='Lớp phụ đề').pk}/drop/")
    assert Training.objects.get().said_by == newsroom.minh.person
    skills.say(newsroom.lan.person, newsroom.lan, listed, now().date())
    leaving.leave(newsroom.minh, newsroom.lan.person, newsroom.huong.person)
    assert (Held.objects.count(), Training.objects.count()) == (0, 0)
