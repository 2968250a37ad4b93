"""A stand-in for Facebook's Graph API and its permissions: people, Pages, videos and tokens, with faults on demand. It
emulates the calls that the desk makes; tests hold every request and answer against Facebook's tables of parameters."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from clipdesk.connectors.practice.faults import Faults
from clipdesk.connectors.practice.words import is_registered
from clipdesk.kernel.clock import now

APP, APP_SECRET = "900100200300", "emulated-app-secret-CANARY"
PAGE, OTHER = "100200300400", "100200300499"
TOKEN = "EAA-emulated-page-CANARY-1"  # noqa: S105  everybody may know it
RIGHTS = "pages_show_list,pages_read_engagement,pages_manage_posts,read_insights"
PIECE = 1 << 20
Answer = tuple[int, Any, dict[str, str]]
Fields = dict[str, str]


class Description(Protocol):
    """The platform's own tables of parameters, against which requests and answers are held."""

    def wrong_request(
        self, kind: str, verb: str, edge: str, said: Mapping[str, str], files: Collection[str]
    ) -> list[str]:
        """Return how a request differs from its table. kind: `page` or `advideo`."""

    def wrong_answer(self, said: Mapping[str, Any]) -> list[str]:
        """Return how an answer about a video differs from its table."""


@dataclass
class Film:
    """A video of a Page. told: Facebook has been told to publish it. fate: why it cannot be processed; empty: it can."""

    page: str
    reel: bool
    size: int = 0
    session: str = ""
    data: bytes | bytearray = field(default_factory=bytearray)  # bytes, once it is whole and was finished
    said: dict[str, str] = field(default_factory=dict)
    finished: bool = False
    told: bool = False
    asked: int = 0
    made: datetime = field(default_factory=now)
    picture: bytes = b""
    captions: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)  # what is not there is not told
    sides: tuple[int, int] | None = None  # width and height, once it is known
    fate: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all bytes are there."""
        return self.size > 0 and len(self.data) == self.size


@dataclass
class Facebook:
    """All that Facebook keeps, and every complete request that came."""

    described: Description | None = None
    faults: Faults = field(default_factory=Faults)
    films: dict[str, Film] = field(default_factory=dict)
    asked: list[tuple[str, Fields]] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=lambda: {PAGE: "Sông Hồng TV", OTHER: "Trang khác"})
    chosen: list[str] = field(default_factory=lambda: [PAGE])  # by the person at the consent page
    tasks: list[str] = field(default_factory=lambda: ["CREATE_CONTENT", "ANALYZE"])
    granted: str = RIGHTS
    redirects: set[str] = field(default_factory=set)
    tokens: dict[str, str] = field(default_factory=lambda: {TOKEN: PAGE})
    people: dict[str, bool] = field(default_factory=dict)  # a person's token: whether it lasts
    codes: dict[str, Fields] = field(default_factory=dict)
    days_of_access: int = 0  # until a person has to sign in again; 0: it is not said
    reels_before: list[datetime] = field(default_factory=list)  # published some other way in the last hours
    processing: int = 0  # how often a video says that it is still worked on
    fate: str = ""  # why none can be processed
    spelling: tuple[str, str] = ("complete", "bytes_transfered")
    retired: set[str] = field(default_factory=set)  # metrics that are none any more
    hidden: bool = False  # nobody can read a video before all of it is there
    made: int = 0
    seen: list[str] = field(default_factory=list)  # every video that was ever public
    desk: str = ""  # whose addresses are all registered, besides `redirects`

    def public(self) -> dict[str, Film]:
        """Return what everybody can see."""
        return {name: film for name, film in self.films.items() if self._is_public(film)}

    def note(self) -> None:
        """Keep what is public now."""
        self.seen += [name for name in self.public() if name not in self.seen]

    # --- permission -------------------------------------------------------------------------------------------

    def consent(self, query: Fields) -> str:
        """Return where the browser goes after "Continue"; empty: the request is not as Facebook wants it."""
        wanted = {"client_id", "redirect_uri", "scope", "state"}
        if not wanted <= set(query) or query["client_id"] != APP:
            return ""
        if not is_registered(query["redirect_uri"], self.redirects, self.desk):
            return ""
        code = secrets.token_urlsafe(12)
        self.codes[code] = query
        return f"{query['redirect_uri']}?state={query['state']}&code={code}"

    def token(self, form: Fields) -> Answer:
        """Exchange a code, or a person's brief token for one that lasts."""
        if form.get("client_id") != APP:
            return no(400, 101, "Error validating application. Cannot get application info due to a system error.")
        if form.get("client_secret") != APP_SECRET:
            return no(400, 1, "Error validating client secret.")
        if form.get("grant_type") == "fb_exchange_token":
            if form.get("fb_exchange_token") not in self.people:
                return no(400, 190, "Error validating access token.")
            return self._person(lasts=True)
        code = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if code is None or code["redirect_uri"] != form.get("redirect_uri") or code.get("code_challenge") != proof:
            return no(400, 100, "This authorization code has been used.", 36009)
        return self._person(lasts=False)

    def _person(self, *, lasts: bool) -> Answer:
        token = f"EAA-emulated-person-CANARY-{secrets.token_hex(4)}"
        self.people[token] = lasts
        return 200, {"access_token": token, "token_type": "bearer", "expires_in": 5183944 if lasts else 5000}, {}

    def accounts(self, token: str) -> Answer:
        """Return the Pages that the person has chosen; their tokens last as the person's did."""
        if token not in self.people:
            return no(400, 190, "Error validating access token.")
        rows = []
        for page in self.chosen:
            given = f"EAA-emulated-page-CANARY-{secrets.token_hex(4)}"
            if self.people[token]:
                self.tokens[given] = page
            username = {"username": "songhong"} if page == PAGE else {}
            rows.append({"id": page, "name": self.pages[page], "access_token": given, "tasks": self.tasks, **username})
        return 200, {"data": rows, "paging": {}}, {}

    def debug(self, token: str, asked: str) -> Answer:
        """Tell what a token is."""
        if token != f"{APP}|{APP_SECRET}":
            return no(400, 190, "Invalid OAuth access token.")
        if asked not in self.tokens:
            return 200, {"data": {"is_valid": False, "scopes": [], "error": {"code": 190, "subcode": 460}}}, {}
        ends = int((now() + timedelta(days=self.days_of_access)).timestamp()) if self.days_of_access else 0
        told = {"is_valid": True, "app_id": APP, "type": "PAGE", "expires_at": 0, "data_access_expires_at": ends}
        return 200, {"data": {**told, "profile_id": self.tokens[asked], "scopes": self.granted.split(",")}}, {}

    # --- the API ----------------------------------------------------------------------------------------------

    def name(self, verb: str, node: str, edge: str, said: Mapping[str, str]) -> str:
        """Return by which name a call is spoken of, and faults are asked for."""
        if edge:
            return f"{edge}.{said.get('upload_phase', 'list' if verb == 'GET' else 'create')}"
        kind = "page" if node in self.pages else "video"
        return f"{kind}.{ {'GET': 'get', 'POST': 'update', 'DELETE': 'delete'}[verb] }"

    def answer(self, verb: str, where: tuple[str, str], token: str, said: Fields, files: dict[str, Any]) -> Answer:
        """Carry out a call and return what Facebook would say. where: node and edge; files: name and bytes by field."""
        node, edge = where
        name = self.name(verb, node, edge, said)
        self.asked.append((name, dict(said)))
        page = self.tokens.get(token)
        if page is None:
            return no(401, 190, "Error validating access token: The session has been invalidated.", 460)
        proof = hmac.new(APP_SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
        if said.get("appsecret_proof", proof) != proof:
            return no(400, 100, "Invalid appsecret_proof provided in the API argument")
        kind = "page" if node in self.pages else "advideo"
        if self.described and (wrong := self.described.wrong_request(kind, verb, edge, said, files)):
            self.invalid += wrong
            return no(400, 100, wrong[0])
        if kind == "page":
            return self._of_page(page, name, said, files) if page == node else no(403, 200, "Permissions error")
        film = self.films.get(node)
        if film is None or (self.hidden and verb == "GET" and not film.is_whole):
            return no(400, 100, "Unsupported request. Object does not exist, cannot be loaded.", 33)
        return self._of_video(node, film, name, said, files)

    def _of_page(self, page: str, name: str, said: Fields, files: dict[str, Any]) -> Answer:
        if name == "page.get":
            return 200, {"id": page, "name": self.pages[page], "username": "songhong"}, {}
        if name == "video_reels.list":
            since = datetime.fromtimestamp(float(said.get("since", "0")), UTC)
            reels = {video: film for video, film in self.films.items() if film.reel and film.told}
            rows = [{"created_time": _written(one)} for one in self.reels_before if one > since]
            return self._page_of(reels, said, rows)
        if name == "videos.list":
            return self._page_of({video: film for video, film in self.films.items() if not film.reel}, said, [])
        if name == "video_reels.start":
            video = self._new(Film(page, reel=True))
            return (
                200,
                {"video_id": video, "upload_url": f"https://rupload.facebook.com/video-upload/v26.0/{video}"},
                {},
            )
        if name == "video_reels.finish":
            return self._finish_reel(said)
        if name == "videos.start":
            film = Film(page, reel=False, size=int(said["file_size"]), session=secrets.token_hex(6))
            video = self._new(film)
            return 200, {"video_id": video, "upload_session_id": film.session, **self._wanted(film)}, {}
        if name in ("videos.transfer", "videos.finish"):
            found = next((one for one in self.films.values() if one.session == said["upload_session_id"]), None)
            if found is None or found.finished:
                return no(400, 6001, "There was a problem uploading your video. Please try again.", 1363041)
            return self._piece(found, said, files) if name == "videos.transfer" else self._finish_video(found, said)
        return no(400, 100, f"Unsupported request: {name}")

    def _page_of(self, films: Mapping[str, Film], said: Fields, more: list[dict[str, Any]]) -> Answer:
        """One page of a list, the newest first."""
        since = datetime.fromtimestamp(float(said.get("since", "0")), UTC)
        newest = sorted(films.items(), key=lambda item: item[1].made, reverse=True)
        rows = [*more, *(self._shown(video, film) for video, film in newest if film.made > since)]
        begin, size = int(said.get("after", "0")), int(said.get("limit", "25"))
        for row in rows:
            self.invalid += self.described.wrong_answer(row) if self.described else []
        paging = {"cursors": {"before": str(begin), "after": str(begin + size)}}
        following = {"next": "https://graph.facebook.com/next"} if begin + size < len(rows) else {}
        return 200, {"data": rows[begin : begin + size], "paging": {**paging, **following}}, {}

    def _piece(self, film: Film, said: Fields, files: dict[str, Any]) -> Answer:
        begin, data = int(said["start_offset"]), files["video_file_chunk"][1]
        if begin != len(film.data) or not data or begin + len(data) > film.size:
            return no(400, 6001, "There was a problem uploading your video. Please try again.", 1363037, self._at(film))
        film.data += data
        return 200, self._wanted(film), {}

    def _finish_video(self, film: Film, said: Fields) -> Answer:
        if not film.is_whole:
            return no(400, 6000, "There was a problem with your video file.")
        film.finished, film.told = True, said.get("published") != "false"
        self._look_at(film)
        film.said = {name: said.get(name, "") for name in ("title", "description", "is_ai_generated")}
        return 200, {"success": True}, {}

    def _finish_reel(self, said: Fields) -> Answer:
        film = self.films.get(said["video_id"])
        if film is None:
            return no(400, 100, "Unsupported request. Object does not exist.", 33)
        if not film.is_whole:
            return no(400, 6000, "Video Upload Is Missing")
        if not film.told and len(self._reels(now() - timedelta(hours=24))) >= 30:
            return no(403, 613, "Calls to this api have exceeded the rate limit.")
        film.finished = film.told = said["video_state"] == "PUBLISHED"
        self._look_at(film)
        film.said, film.made = {name: said.get(name, "") for name in ("title", "description", "is_ai_generated")}, now()
        return 200, {"success": True, "post_id": f"{film.page}_{said['video_id']}"}, {}

    def _of_video(self, video: str, film: Film, name: str, said: Fields, files: dict[str, Any]) -> Answer:
        if name == "video_insights.list":
            return self._insights(video, film, said["metric"].split(","))
        if name == "video.get":
            told = self._shown(video, film)
            film.asked += film.finished
            self.invalid += self.described.wrong_answer(told) if self.described else []
            return 200, told, {}
        if name == "video.delete":
            del self.films[video]
        elif name == "video.update":
            if "published" in said and film.reel:
                return no(400, 100, "A reel is published by its own edge")
            film.told = film.told or said.get("published") == "true"
            film.said |= {"title": said.get("name", film.said.get("title", ""))}
            film.said |= {"description": said["description"]} if "description" in said else {}
        elif name == "captions.create":
            film.captions[files["captions_file"][0].split(".")[-2]] = files["captions_file"][1]
        elif name == "thumbnails.create":
            film.picture = files["source"][1]
        return 200, {"success": True}, {}

    def _insights(self, video: str, film: Film, metrics: list[str]) -> Answer:
        if "read_insights" not in self.granted:
            return no(403, 200, "(#200) The permission read_insights is needed.")
        if self.retired & set(metrics):
            return no(400, 100, "(#100) The value must be a valid insights metric")
        rows = [
            {
                "name": name,
                "period": "lifetime",
                "values": [{"value": film.counts[name]}],
                "id": f"{video}/video_insights/{name}/lifetime",
            }
            for name in metrics
            if name in film.counts
        ]
        return 200, {"data": rows}, {}

    # --- what there is ----------------------------------------------------------------------------------------

    def _look_at(self, film: Film) -> None:
        """Begin to process a film that was finished: it may take long, or fail."""
        fate, _, slow = self.faults.of("film").partition(" ")
        film.data, film.asked = bytes(film.data), film.asked - int(slow or 0)
        film.fate = film.fate or ("Video format is not supported" if fate == "failed" else "")

    def _new(self, film: Film) -> str:
        self.made += 1
        video = str(777000000000000 + self.made)
        self.films[video] = film
        return video

    def _reels(self, since: datetime | None = None) -> list[datetime]:
        made = [film.made for film in self.films.values() if film.reel and film.told] + self.reels_before
        return [one for one in made if since is None or one > since]

    @staticmethod
    def _wanted(film: Film) -> dict[str, str]:
        return {name: str(place) for name, place in Facebook._at(film).items()}

    @staticmethod
    def _at(film: Film) -> dict[str, int]:
        begin = len(film.data)
        return {"start_offset": begin, "end_offset": min(begin + PIECE, film.size)}

    def _is_done(self, film: Film) -> bool:
        return film.finished and film.asked >= self.processing and not (film.fate or self.fate)

    def _is_public(self, film: Film) -> bool:
        return film.told and self._is_done(film)

    def _shown(self, video: str, film: Film) -> dict[str, Any]:
        done, count = self.spelling
        fate = film.fate or self.fate
        failed, ready = bool(fate) and film.finished, self._is_done(film)
        states = {film.is_whole: "upload_complete", film.finished: "processing", ready: "ready", failed: "error"}
        processing: dict[str, Any] = {"status": "in_progress" if film.finished else "not_started"}
        if ready or failed:
            processing = {"status": done} if ready else {"status": "error", "error": {"message": fate}}
        publishing = {"status": done if ready and film.told else "not_started"}
        status = {
            "video_status": states.get(True, "uploading"),
            "uploading_phase": {"status": done if film.is_whole else "in_progress", count: len(film.data)},
            "processing_phase": processing,
            "publishing_phase": publishing | ({"publish_status": "published"} if film.told else {}),
        }
        words = {name: film.said[name] for name in ("title", "description") if film.said.get(name)}
        sizes = [{"filter": "native", "width": film.sides[0], "height": film.sides[1]}] if film.sides else []
        return {
            "id": video,
            **words,
            "created_time": _written(film.made),
            "permalink_url": f"/reel/{video}/" if film.reel else f"/{film.page}/videos/{video}/",
            "published": film.told or film.reel,
            "status": status,
            "format": sizes,
        }


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


def no(status: int, code: int, words: str, subcode: int = 0, data: Mapping[str, int] | None = None) -> Answer:
    """Return a refusal as the Graph API writes it."""
    error: dict[str, Any] = {"message": words, "type": "OAuthException", "code": code, "fbtrace_id": "Aemulated"}
    if subcode:
        error["error_subcode"] = subcode
    if data:
        error["error_data"] = dict(data)
    return status, {"error": error}, {}
