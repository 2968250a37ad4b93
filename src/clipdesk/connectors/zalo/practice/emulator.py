"""A stand-in for Zalo's API for Official Accounts and its permissions: accounts, films, articles and tokens, with faults on
demand.

Zalo publishes no machine-readable description. What is asked and answered here was copied from its own samples
(`zaloplatform/zalo-java-sdk`, `src/test/java/`), and where those are silent from what others wrote who call it in 2026; the
folder's README says which is which.
"""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clipdesk.connectors.practice.faults import Faults
from clipdesk.connectors.practice.words import is_registered

APP, APP_SECRET = "4215271155965009593", "emulated-zalo-secret-CANARY"
OA, OTHER = "3577000000000000001", "3577000000000000099"
ACCESS, REFRESH = "emulated-zalo-access-CANARY-1", "emulated-zalo-refresh-CANARY-1"
PICTURE = "https://s160-ava-talk.zadn.vn/songhong.jpg"
Answer = tuple[int, Any, dict[str, str]]
Fields = dict[str, str]
#: What each method is called by, and with which verb.
METHODS = {
    "article/upload_video/preparevideo": ("POST", "prepare"),
    "article/upload_video/verify": ("GET", "film"),
    "article/create": ("POST", "create"),
    "article/verify": ("POST", "verify"),
    "article/update": ("POST", "update"),
    "article/video/update": ("POST", "update"),
    "article/remove": ("POST", "remove"),
    "article/getdetail": ("GET", "detail"),
    "article/getslice": ("GET", "slice"),
    "oa/getoa": ("GET", "getoa"),
}
#: What becomes of a film that Zalo cannot convert.
_BAD_FILM = 4
_ARTICLE = {"type", "title", "description", "video_id", "avatar", "status", "comment"}


@dataclass
class Film:
    """What was uploaded. asked: how often somebody asked what became of it. fate: what that is; 0: as of all."""

    data: bytes
    video: str
    asked: int = 0
    fate: int = 0


@dataclass
class Change:
    """An article that was asked for, or a change of one: it takes `left` questions until it is done."""

    article: str
    said: Fields
    left: int
    is_of_old: bool = False


@dataclass
class Zalo:
    """All that Zalo keeps, and every complete request that came."""

    faults: Faults = field(default_factory=Faults)
    films: dict[str, Film] = field(default_factory=dict)  # by token
    articles: dict[str, Fields] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)  # by token
    asked: list[tuple[str, Fields]] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    access: dict[str, str] = field(default_factory=lambda: {ACCESS: OA})
    refresh: dict[str, str] = field(default_factory=lambda: {REFRESH: OA})
    codes: dict[str, Fields] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=lambda: {OA: "Sông Hồng TV", OTHER: "Tài khoản khác"})
    chosen: str = OA  # which account the person at the consent page chooses
    redirects: set[str] = field(default_factory=set)
    renewals: int = 0
    renews_without: bool = False  # a renewal brings no token to keep
    converting: int = 1  # how often a film says that it is being converted
    processing: int = 1  # how often an article that was asked for says that it is being processed
    changing: int = 0  # the same of a change
    fate: int = 1  # what becomes of a film
    unusable: bool = False  # films and pictures turn out to be of no use when the article is made
    quota: int = 100
    tells_film: bool = True  # of an article, which film it has
    hides: bool = True  # what is to be hidden is
    reads_hidden: bool = True  # what is hidden can be read
    writes_words_otherwise: bool = False  # blanks and lines are made one, and `&` is escaped
    keeps_deleted: bool = False  # what it says it has deleted stands there still
    refuses: bool = False  # every token for calls, also one that was just given
    made: int = 0
    seen: list[str] = field(default_factory=list)  # every article that was ever public
    desk: str = ""  # whose addresses are all registered, besides `redirects`

    def public(self) -> dict[str, Fields]:
        """Return what everybody can see."""
        return {name: said for name, said in self.articles.items() if said["status"] == "show"}

    def data_of(self, article: str) -> bytes:
        """Return the film of an article."""
        return next(one.data for one in self.films.values() if one.video == self.articles[article]["video_id"])

    # --- permission -------------------------------------------------------------------------------------------

    def consent(self, query: Fields) -> str:
        """Return where the browser goes once everything was allowed; empty: the link is not as Zalo wants it (-14003)."""
        wanted = {"app_id", "redirect_uri", "code_challenge", "state"}
        if set(query) != wanted or query["app_id"] != APP:
            return ""
        if not is_registered(query["redirect_uri"], self.redirects, self.desk):
            return ""
        code = secrets.token_urlsafe(12)
        self.codes[code] = {**query, "oa": self.chosen}
        return f"{query['redirect_uri']}?oa_id={self.chosen}&code={code}&state={query['state']}"

    def token(self, form: Fields, secret_key: str) -> Answer:
        """Exchange a code, or renew: what was used once is used up."""
        if form.get("app_id") != APP or secret_key != APP_SECRET:
            return refused(-14002, "Invalid app id or secret key")
        if form.get("grant_type") == "authorization_code":
            code = self.codes.pop(form.get("code", ""), None)
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if code is None or code["code_challenge"] != proof:
                return refused(-14004, "Invalid code or code verifier")
            return 200, self._tokens(code["oa"]), {}
        self.renewals += 1
        account = self.refresh.pop(form.get("refresh_token", ""), None)
        if account is None:
            return refused(-14014, "Invalid refresh token")
        said = self._tokens(account)
        if self.renews_without:
            del said["refresh_token"]
        return 200, said, {}

    def _tokens(self, account: str) -> dict[str, Any]:
        access, keep = (f"emulated-zalo-{kind}-CANARY-{secrets.token_hex(4)}" for kind in ("access", "refresh"))
        self.access[access], self.refresh[keep] = account, account
        return {"access_token": access, "refresh_token": keep, "expires_in": "90000"}

    # --- the API ----------------------------------------------------------------------------------------------

    def answer(self, path: str, said: Fields, file: bytes, headers: Mapping[str, str]) -> Answer:
        """Carry out a complete request, and return what Zalo would say."""
        _verb, name = METHODS.get(path, ("", ""))
        account = self.access.get(headers.get("access_token", ""))
        if account is None or self.refuses:
            return 200, no(-216, "Access token is invalid"), {}
        self.asked.append((name, said))
        if not name:
            return 200, no(-209, "API is not support"), {}
        answer: dict[str, Any] = getattr(self, f"_{name}")(said, file, headers)
        self._note()
        return 200, answer, {}

    def _getoa(self, said: Fields, file: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        account = self.access[headers["access_token"]]
        return yes({"oa_id": account, "name": self.accounts[account], "avatar": PICTURE})

    def _prepare(self, said: Fields, file: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        if not file or len(file) > 50_000_000:
            return no(-201, "file is invalid")
        token = f"emulated+film/{secrets.token_urlsafe(12)}="
        fate = _BAD_FILM if self.faults.of("film") == "failed" else 0
        self.films[token] = Film(file, f"vid{len(self.films) + 1:017d}", fate=fate)
        return yes({"token": token})

    def _film(self, said: Fields, file: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        film = self.films.get(headers.get("token") or said.get("token", ""))
        if film is None:
            return no(-201, "token is invalid")
        film.asked += 1
        if film.asked <= self.converting:
            return yes({"status": 3, "status_message": "Video is being converted", "convert_percent": 40})
        fate = film.fate or self.fate
        video = {"video_id": film.video} if fate == 1 else {}
        return yes({"status": fate, "status_message": "The fate of it", **video})

    def _create(self, said: Fields, file: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        if self.quota <= 0:
            return no(-223, "OA has exceeded the article quota")
        if (wrong := self._wrong(said, set())) is not None:
            return wrong
        self.quota -= 1
        self.made += 1
        name, shown = f"{self.made:020x}", {} if self.hides else {"status": "show"}
        slow = int(self.faults.of("article") or 0)
        return self._asked_for(Change(name, {"status": "hide", **said, **shown}, self.processing + slow))

    def _update(self, said: Fields, file: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        if said.get("id") not in self.articles:
            return no(-201, "id is invalid")
        if (wrong := self._wrong(said, {"id"})) is not None:
            return wrong
        change = {name: value for name, value in said.items() if name != "id"}
        return self._asked_for(Change(said["id"], {"status": "hide", **change}, self.changing, is_of_old=True))

    def _asked_for(self, change: Change) -> dict[str, Any]:
        token = f"emulated+article/{secrets.token_urlsafe(12)}="
        self.changes[token] = change
        self._carry_out(change)
        return yes({"token": token})

    def _verify(self, said: Fields, file: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        change = self.changes.get(said.get("token", ""))
        if change is None:
            return no(-201, "token is invalid")
        if change.left:
            self._go_on(change)
            return no(-214, "Media is being processed")
        if self.unusable:
            return no(-200, "Upload media failed")
        return yes({"id": change.article})

    def _go_on(self, change: Change) -> None:
        change.left -= 1
        self._carry_out(change)

    def _carry_out(self, change: Change) -> None:
        """Carry out a change whose time has come; of an article that was deleted meanwhile nothing comes back."""
        if change.left or self.unusable or change.is_of_old and change.article not in self.articles:
            return
        self.articles[change.article] = change.said

    def _detail(self, said: Fields, file: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        found = self._readable().get(said.get("id", ""))
        if found is None:
            return no(-201, "id is invalid")
        told = {name: value for name, value in found.items() if self.tells_film or name != "video_id"}
        if self.writes_words_otherwise:
            told |= {name: html.escape(" ".join(told[name].split())) for name in ("title", "description")}
        for change in self.changes.values():
            if change.article == said["id"] and change.left:
                self._go_on(change)
        return yes({"id": said["id"], **told})

    def _readable(self) -> dict[str, Fields]:
        return self.articles if self.reads_hidden else self.public()

    def _slice(self, said: Fields, file: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        if said.get("type") not in ("normal", "video"):
            return no(-201, "type accept only 2 value normal and video.")
        begin, most = int(said["offset"]), int(said["limit"])
        if most > 10:
            return no(-201, "maximum limit is 10")
        names = list(reversed(self._readable()))[begin : begin + most]
        rows = [{"id": one, **{name: self.articles[one][name] for name in ("title", "status")}} for one in names]
        return yes({"total": len(self.articles), "medias": rows})

    def _remove(self, said: Fields, file: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        if said.get("id") not in self.articles:
            return no(-201, "id is invalid")
        if not self.keeps_deleted:
            del self.articles[said["id"]]
        return yes(None)

    def _wrong(self, said: Fields, more: set[str]) -> dict[str, Any] | None:
        """Return what is wrong with an article; None: nothing."""
        self.invalid += [f"article with {name}" for name in set(said) - _ARTICLE - more]
        for name, most in (("title", 150), ("description", 300)):
            if not 1 <= len(said.get(name, "")) <= most:
                return no(-201, f"{name} allow 1 to {most} characters")
        if said.get("type") != "video" or said.get("video_id") not in {one.video for one in self.films.values()}:
            return no(-201, "video_id is invalid")
        if not said.get("avatar", "").startswith("https://"):
            return no(-201, "avatar is invalid")
        return None

    def _note(self) -> None:
        self.seen += [name for name in self.public() if name not in self.seen]


def yes(data: Any) -> dict[str, Any]:
    """Return a success as Zalo writes it."""
    return {"error": 0, "message": "Success", **({"data": data} if data is not None else {})}


def no(code: int, words: str) -> dict[str, Any]:
    """Return a refusal as Zalo writes it; it comes with HTTP 200."""
    return {"error": code, "message": words}


def refused(code: int, words: str) -> Answer:
    """Return a refusal where tokens are exchanged."""
    return 200, {"error": code, "error_name": "Invalid", "error_description": words}, {}
