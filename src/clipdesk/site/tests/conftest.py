"""More than one clip on the public site, and somebody outside who looks at it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from clipdesk.clips import editing
from clipdesk.clips.models import Clip
from clipdesk.config.testing_cast import Newsroom, given_for
from clipdesk.jobs.testing import run_waiting_jobs
from clipdesk.publishing.models import Publication
from clipdesk.publishing.sending import ask_for_withdrawal
from clipdesk.review.models import Package
from clipdesk.review.signing import sign

Send = Callable[[Clip], Package]
#: One caption for every test that needs one: the same recipe is rendered only once.
SAID = "Bà con <b>ở yên</b>\ntrong nhà"


@dataclass(frozen=True)
class Outside:
    """The public: nobody is signed in. And what the desk does meanwhile."""

    newsroom: Newsroom
    send: Send
    client: Client

    def page(self, publication: Publication) -> str:
        """Return the path of a watch page."""
        return f"/watch/song-hong/{publication.remote_id}/"

    def html(self, path: str, status: int = 200) -> str:
        """Return what a page says, once its status is the expected one."""
        response = self.client.get(path)
        assert response.status_code == status
        return str(response.content.decode())

    def publish_another(
        self, like: Clip, title: str, said: str = "", also: dict[str, list[str]] | None = None
    ) -> Publication:
        """Publish one more clip with the same cut; `said` is its one caption, `also` what it is in further languages."""
        clip = editing.new_clip(self.newsroom.lan, like.recording)
        captions = [{"start": "0/1", "end": "12/25", "text": said}] if said else []
        recipe = {**like.content.recipe.to_json(), "captions": captions}
        content = editing.content_with(like.content, {"title": title, "recipe": recipe, "translations": also or {}})
        editing.save(clip, content, base=1, member=self.newsroom.lan)
        return self._out(clip)

    def correct(self, publication: Publication, note: str, changes: dict[str, object]) -> Publication:
        """Correct what is public, signed by another person."""
        clip = publication.clip
        editing.begin_correction(clip, note, member=self.newsroom.lan)
        clip.refresh_from_db()
        editing.save(clip, editing.content_with(clip.content, changes), base=clip.head_number, member=self.newsroom.lan)
        return self._out(clip)

    def withdraw(self, publication: Publication, reason: str) -> None:
        """Take it down, signed by another person."""
        clip = Clip.objects.get(pk=publication.clip_id)
        asked = ask_for_withdrawal(clip, reason, member=self.newsroom.huong)
        sign(asked, given_for(asked), member=self.newsroom.minh)
        run_waiting_jobs()

    def _out(self, clip: Clip) -> Publication:
        package = self.send(clip)
        sign(package, given_for(package), member=self.newsroom.minh)
        run_waiting_jobs()
        return Publication.objects.get(clip=clip)


@pytest.fixture
def outside(newsroom: Newsroom, send: Send) -> Outside:
    """Somebody who follows the station."""
    return Outside(newsroom, send, Client(headers={"host": "localhost:8080"}))
