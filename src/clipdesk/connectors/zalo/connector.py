"""One Zalo Official Account: clips become its video articles.

Zalo keeps no key of ours, and its call that makes an article may not be repeated blindly. But it makes articles that nobody
sees, and changes them. So:

* `send` brings the film, waits until Zalo has converted it, and has a hidden article made of it. Each name that Zalo gives
  on the way is stored before the next call. What may be lost there is a hidden article, never a public one.
* `publish` changes that article: our words, our film, to be seen. Repeated, it comes to the same, so a lost answer does no
  harm, and what came of it is read from the article. What Zalo has taken and not carried out yet it says by the change's
  token: that is stored too.
* An article's film can be changed like its words: a corrected film takes the place of the old one under the same link.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from clipdesk.connectors.contract import (
    AccountTrouble,
    ConnectorError,
    Limits,
    NotReady,
    NotTaken,
    Outcome,
    Post,
    Refused,
    StillWorking,
    Wording,
    nothing_against_it,
    worded,
)
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.zalo.api import Api
from clipdesk.connectors.zalo.articles import (
    Article,
    article_at,
    ask_for_hidden,
    bring_film,
    can_be_read,
    film_at,
    is_shown,
    named,
    remove,
    show,
)
from clipdesk.connectors.zalo.errors import ArticleGone, BeingProcessed, ShownAtOnce
from clipdesk.connectors.zalo.handle import Handle, anew, begun
from clipdesk.connectors.zalo.limits import (
    ARTICLE_PAUSE,
    DESCRIPTION_CHARACTERS,
    FILM_PAUSE,
    LONGEST_SECONDS,
    SHAPES,
    TITLE_CHARACTERS,
)
from clipdesk.connectors.zalo.words import (
    check_words,
    description_of,
    film_of,
    film_or_none,
    has_words_of,
    is_same_film,
    length,
)


class ZaloOfficialAccount:
    """Publishes on one Official Account."""

    kind: ClassVar[str] = "zalo"
    limits: ClassVar[Limits] = Limits(
        title_characters=TITLE_CHARACTERS,
        description_characters=DESCRIPTION_CHARACTERS,
        shapes=SHAPES,
        longest_seconds=LONGEST_SECONDS,
        ahead=True,
    )

    def __init__(self, api: Api) -> None:
        self.api = api

    @staticmethod
    def wording(post: Post) -> Wording:
        """Return an article's title and the words under it: Zalo has no marks for flags."""
        return worded(post, (), title=post.title, description=description_of(post))

    @staticmethod
    def characters(post: Post) -> int:
        """Return how many characters all words are; nothing here depends on it."""
        return length(post.title) + length(description_of(post))

    @staticmethod
    def bytes_of(post: Post) -> int:
        """Return how many bytes the one video is."""
        film = film_or_none(post)
        return film.size if film else 0

    def look_over(self, post: Post) -> None:
        """Say what Zalo would refuse: words or a file that are too long, or no video."""
        check_words(post)
        film_of(post)

    def reserve(self, remote_id: str, post: Post) -> str:
        """Return a name of ours, until Zalo has given its own; then the article, once Zalo has named it.

        A hidden article with another film than the one that was signed is taken away; one that everybody sees is the one to
        change: never does a second one stand beside it.
        """
        handle, digest = Handle.read(remote_id), film_of(post).sha256
        if handle.is_settled:
            keeps = self._keeps_its_film(handle.article, post)
            return handle.article if keeps else str(begun(digest, handle.article))
        if handle.film and not handle.is_of(digest):
            return self.reserve(handle.old or self._left_public(handle), post)
        if handle.is_asked_for:
            with suppress(BeingProcessed):
                return str(self._born(handle))
            return remote_id
        if handle.article or handle.is_to_replace:
            return self._where(handle, remote_id, post)
        return remote_id if handle.name else str(begun(digest))

    def send(self, remote_id: str, post: Post, on_progress: Callable[[int], None]) -> None:
        """Bring the film, and have a hidden article made of it.

        Raises:
            NotReady: Zalo works on it; the error says under which id it stands by now.
        """
        self.look_over(post)
        handle, film = Handle.read(remote_id), film_of(post)
        if handle.is_settled and is_same_film(post):
            return  # words alone, which travel with the call that publishes
        if not handle.is_of(film.sha256):
            raise NotTaken(wait=1)
        if handle.is_asked_for:
            raise BeingProcessed(wait=ARTICLE_PAUSE)
        if handle.is_sent:
            self._have_article_made(handle, post)
        elif handle.name:
            token = bring_film(self.api, film, on_progress)
            raise NotReady(wait=FILM_PAUSE).under(str(handle.sent(token)))
        on_progress(film.size)

    def publish(self, remote_id: str, post: Post, may_go: Callable[[], None] = nothing_against_it) -> str:
        """Let the article be seen with these words over this film. Returns the article."""
        handle = Handle.read(remote_id)
        fits = is_same_film(post) if handle.is_settled else handle.is_of(film_of(post).sha256)
        if not handle.shown or handle.name or not fits:
            raise NotTaken(wait=1)
        there = article_at(self.api, handle.shown)
        if there is None:
            raise ArticleGone
        video = handle.video or str(there.get("video_id") or "")
        if not video:
            raise NotTaken(wait=1)
        if not (self._has_its_film(handle, there) and is_shown(there) and has_words_of(there, post)):
            self._show(handle, {**there, "video_id": video}, post, may_go)
        return handle.shown

    def give_up(self, remote_id: str) -> None:
        """Take a hidden article away that will not be published. What everybody sees stays, and is not forgotten.

        Raises:
            NotTaken: everybody sees it; or it has a name, and cannot be read yet.
        """
        handle = Handle.read(remote_id)
        article = self._article_of(handle)
        if is_shown(article_at(self.api, article) if article else None):
            raise NotTaken(wait=ARTICLE_PAUSE)
        if handle.is_settled or handle.old or not article:
            return  # it was public, and somebody has hidden it; a film that no article has is seen by nobody
        if not remove(self.api, article) and handle.is_asked_for:
            raise BeingProcessed(wait=ARTICLE_PAUSE)

    def look_up(self, remote_id: str, post: Post) -> Outcome:
        """Tell exactly. Where Zalo does not tell which film a changed article has, and not what came of the change, it is made
        again."""
        handle = Handle.read(remote_id)
        change = self._change_of(handle)
        if change is Outcome.PROCESSING:
            return change
        there = article_at(self.api, handle.shown) if handle.shown and not handle.name else None
        if there is not None and change is Outcome.LIVE:
            return Outcome.LIVE if is_shown(there) else Outcome.PROCESSING
        return Outcome.LIVE if self._is_out(handle, there, post) else Outcome.ABSENT

    def withdraw(self, remote_id: str) -> None:
        """Delete the article, and look that it is gone.

        Raises:
            NotTaken: it can still be found; it is tried again.
        """
        article = self._article_of(Handle.read(remote_id))
        if article and remove(self.api, article) and can_be_read(self.api, article):
            raise NotTaken(wait=30)

    def _keeps_its_film(self, article: str, post: Post) -> bool:
        """Tell whether only words are to change, and Zalo says which film stands there: a change has to name it."""
        if not is_same_film(post):
            return False
        there = article_at(self.api, article)
        return there is None or bool(there.get("video_id"))

    def _where(self, handle: Handle, remote_id: str, post: Post) -> str:
        """Return where something stands whose film is there. A change that an earlier try made says nothing of the next."""
        if post.is_public and self.look_up(remote_id, post) is Outcome.LIVE:
            return handle.shown
        there = article_at(self.api, handle.article) if handle.article else None
        if handle.article and there is None:
            return str(begun(film_of(post).sha256))
        return str(handle.replacing() if is_shown(there) else handle.changed())

    def _change_of(self, handle: Handle) -> Outcome:
        """Return what came of the change that a handle names: LIVE: it was made; ABSENT: nothing, or there is none."""
        if not handle.change:
            return Outcome.ABSENT
        try:
            named(self.api, handle.change)
        except BeingProcessed:
            return Outcome.PROCESSING
        except AccountTrouble:
            raise
        except Refused:
            return Outcome.ABSENT
        return Outcome.LIVE

    def _is_out(self, handle: Handle, there: Article | None, post: Post) -> bool:
        """Tell whether an article shows the public a post. One that was hidden had its words and film from the start."""
        if there is None or not is_shown(there) or not self._has_its_film(handle, there):
            return False
        is_to_change = handle.is_settled and post.is_public or handle.is_to_replace
        return not is_to_change or has_words_of(there, post)

    @staticmethod
    def _has_its_film(handle: Handle, there: Article) -> bool:
        """Tell whether an article has the film that a handle names. One that was hidden has had it from the start."""
        return not handle.is_to_replace or there.get("video_id") == handle.video

    def _have_article_made(self, handle: Handle, post: Post) -> None:
        """Have an article made of a film, once Zalo has converted it. Always raises: it stands under another id then."""
        try:
            video = film_at(self.api, handle.token)
        except Refused as error:
            raise _from_the_start(error, handle) from None
        if not video:
            raise NotReady(wait=FILM_PAUSE)
        if handle.old:
            raise NotReady(wait=1).under(str(handle.there(video)))
        token = ask_for_hidden(self.api, post, video)
        raise NotReady(wait=ARTICLE_PAUSE).under(str(handle.asked_for(video, token)))

    def _born(self, handle: Handle) -> Handle:
        """Return the handle of an article that was asked for, now that Zalo has named it.

        Raises:
            BeingProcessed: it has not, or does not let it be read yet: what could never be read could never be changed.
            ShownAtOnce: everybody could see it; it was taken away.
        """
        try:
            article = named(self.api, handle.token)
        except Refused as error:
            raise _from_the_start(error, handle) from None
        there = article_at(self.api, article)
        if there is None:
            raise BeingProcessed(wait=ARTICLE_PAUSE)
        if is_shown(there):
            remove(self.api, article)
            raise ShownAtOnce().under(str(anew(handle)))
        return handle.there(handle.video, article)

    def _show(self, handle: Handle, there: Article, post: Post, may_go: Callable[[], None]) -> None:
        """Make the one call, and read what came of it.

        Raises:
            StillWorking: Zalo has taken it, and does not show it yet.
            NoAnswer: Zalo has taken it, and now says that nothing came of it.
        """
        try:
            token = show(self.api, there, post, there["video_id"], may_go)
        except BeingProcessed:
            raise StillWorking from None  # an earlier one is still at work
        stands = str(handle.changed(token))
        try:
            outcome = self.look_up(stands, post)
        except ConnectorError:
            outcome = Outcome.PROCESSING  # it has been taken; what came of it is asked again
        if outcome is not Outcome.LIVE:
            raise (NoAnswer if outcome is Outcome.ABSENT else StillWorking)().under(stands)

    def _left_public(self, handle: Handle) -> str:
        """Take a hidden article away; return the one that everybody sees, and that is still there. Empty: there is none."""
        article = self._article_of(handle)
        if not article or is_shown(article_at(self.api, article)):
            return article
        remove(self.api, article)
        return ""

    def _article_of(self, handle: Handle) -> str:
        """Return the article that a handle names, also one that was only asked for; empty: there is none."""
        if not handle.is_asked_for:
            return handle.shown
        try:
            return named(self.api, handle.token)
        except AccountTrouble:
            raise
        except Refused:
            return ""  # nothing came of it


def _from_the_start(error: Refused, handle: Handle) -> Refused:
    """Return an error with the id under which another try begins from the start; where the account is in trouble, nothing is
    known of the article."""
    return error if isinstance(error, AccountTrouble) else error.under(str(anew(handle)))
