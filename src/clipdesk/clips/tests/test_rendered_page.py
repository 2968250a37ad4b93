"""The clip's page while its render waits, runs, is done, or has failed."""

import pytest

from clipdesk.clips.models import Clip, Render
from clipdesk.clips.models.render import render_of
from clipdesk.config.testing_cast import Newsroom
from clipdesk.media.render import ENGINE
from clipdesk.review.models import Package


@pytest.fixture
def render(package: Package) -> Render:
    found = render_of(Clip.objects.get())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("state", "progress", "said"),
    [
        (Render.WAITING, 0.0, "Đang chờ đến lượt xuất"),
        (Render.RUNNING, 0.42, "42%"),
        (Render.DONE, 1.0, "1080 × 1920"),
        (Render.FAILED, 0.42, "Xuất không thành công"),
    ],
)
def test_what_the_page_says(newsroom: Newsroom, render: Render, state: str, progress: float, said: str) -> None:
    Render.objects.update(state=state, progress=progress)
    clip = Clip.objects.get()
    for path in (f"clips/{clip.pk}/", f"clips/{clip.pk}/rendered/"):
        answer = newsroom.client(newsroom.lan).get(newsroom.path(path))
        assert answer.status_code == 200
        assert said in answer.content.decode()
    polls = 'hx-trigger="every 2s"' in answer.content.decode()
    assert polls == (state in {Render.WAITING, Render.RUNNING})


@pytest.mark.parametrize(("state", "shown"), [(Render.DONE, True), (Render.FAILED, False)])
def test_what_an_earlier_engine_rendered_is_still_shown(
    newsroom: Newsroom, render: Render, state: str, shown: bool
) -> None:
    Render.objects.update(engine=ENGINE - 1, state=state)
    html = newsroom.client(newsroom.lan).get(newsroom.path(f"clips/{Clip.objects.get().pk}/")).content.decode()
    assert ("1080 × 1920" in html, "Phiên bản này chưa được xuất" in html) == (shown, not shown)
