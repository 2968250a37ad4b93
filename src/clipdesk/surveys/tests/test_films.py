"""A clip of ours inside a question: no request and no byte of the film before somebody presses; withdrawn films are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from django.utils import translation

from clipdesk.config.testing_cast import Newsroom
from clipdesk.publishing.models import Publication
from clipdesk.surveys import making
from clipdesk.surveys.editing import with_changed
from clipdesk.surveys.form import Form, Question, from_json
from clipdesk.surveys.models import Survey
from clipdesk.surveys.refusals import FormUnfit, NotReady
from clipdesk.surveys.tests.conftest import opened, ready, small_form
from clipdesk.surveys.xlsform_in import read_xlsform
from clipdesk.surveys.xlsform_out import write_xlsform

MOST_BYTES = 60_000
STYLES = 9_000  # both style sheets, as `test_ask` measures them


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is said in these tests is said in English."""
    with translation.override("en"):
        yield


def with_clip(code: str) -> Form:
    form = small_form()
    question = form.question("hears")
    assert question is not None
    return with_changed(form, "hears", replace(question, clip=code))


def first_page(survey: Survey, public: Client) -> str:
    said = {"do": "begin", "agree": "yes", "lang": "en"}
    return unescape(public.post(f"/survey/{survey.public_name}/", said).content.decode())


def test_a_film_waits_for_a_press(newsroom: Newsroom, published: Publication, public: Client) -> None:
    survey = opened(newsroom, with_clip(published.remote_id))
    page = first_page(survey, public)
    (video,) = re.findall(r"<video.*?</video>", page, re.DOTALL)
    assert 'preload="none"' in video
    assert "autoplay" not in video
    assert re.findall(r'poster="([^:]+):', video) == ["data"]
    assert '<track kind="captions"' in video
    assert " default" not in video
    (film,) = re.findall(r'<source src="([^"]+)"', video)
    assert film.startswith(f"/media/{published.remote_id}/")
    assert "<script" not in page
    assert len(page.encode()) + STYLES <= MOST_BYTES
    assert f"/{published.remote_id}/" in page.partition("<figcaption>")[2]


def test_a_withdrawn_film_says_so(newsroom: Newsroom, published: Publication, public: Client) -> None:
    survey = opened(newsroom, with_clip(published.remote_id))
    Publication.objects.filter(pk=published.pk).update(shown=None)
    page = first_page(survey, public)
    assert "<video" not in page
    assert "The clip that stood here is not public any more." in page


def test_only_a_public_film_of_ours_opens(newsroom: Newsroom, published: Publication) -> None:
    with pytest.raises(NotReady, match="“hears” is not public on your own site"):
        making.open_survey(ready(newsroom, with_clip("nobody-knows")), declared=True, member=newsroom.huong)
    with pytest.raises(FormUnfit, match="no code of a clip"):
        ready(newsroom, with_clip("https://elsewhere.example/film.mp4"))


def test_it_goes_out_and_comes_back(published: Publication) -> None:
    back = read_xlsform(write_xlsform(with_clip(published.remote_id), "f", "1"), "vi")
    question = back.question("hears")
    assert question is not None
    assert question.clip == published.remote_id
    assert read_xlsform(write_xlsform(back, "f", "1"), "vi") == back  # ranges have their usual ends spelt out by now


def test_the_editor_offers_public_films(newsroom: Newsroom, published: Publication) -> None:
    survey = making.begin(newsroom.huong, small_form())
    client, path = newsroom.client(newsroom.huong), newsroom.path(f"surveys/{survey.pk}/questions/hears/")
    page = client.get(path).content.decode()
    assert f'<option value="{published.remote_id}">' in page
    fields = {"label_vi": "Xem thử", "label_en": "Look", "required": "yes", "clip": published.remote_id}
    rows = {"choice-1": "yes", "choice-1-vi": "Có", "choice-1-en": "Yes", "choice-2": "no", "choice-2-vi": "Không"}
    assert client.post(path, fields | rows).status_code == 302
    survey.refresh_from_db()
    question = from_json(survey.form).question("hears")
    assert isinstance(question, Question)
    assert question.clip == published.remote_id
    preview = client.get(newsroom.path(f"surveys/{survey.pk}/preview/")).content.decode()
    assert "<video" in preview
