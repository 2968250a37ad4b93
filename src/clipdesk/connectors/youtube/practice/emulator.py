"""A stand-in for YouTube's Data API and Google's permissions: accounts, channels, videos, quota and tokens, with faults on
demand. It emulates the calls that the desk makes; tests hold every request and answer against Google's own description."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from clipdesk.connectors.practice.faults import Faults
from clipdesk.connectors.practice.words import is_registered

CLIENT, CLIENT_SECRET = "emulated.apps.example", "emulated-client-secret-CANARY"
REFRESH, ACCESS = "emulated-refresh-CANARY-1", "emulated-access-CANARY-1"
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
CHANNEL, OTHER = "UC-songhong-0123456789ab", "UC-otherone-0123456789ab"
STEP = 256 << 10
Answer = tuple[int, Any, dict[str, str]]


class Description(Protocol):
    """The platform's own description of its API, against which requests and answers are held."""

    def wrong_request(self, verb: str, path: str, query: dict[str, str], said: Any) -> list[str]:
        """Return how a request differs from it."""

    def wrong_answer(self, verb: str, path: str, said: Any) -> list[str]:
        """Return how an answer differs from it."""


@dataclass
class Upload:
    """A session: what will become a video, and what has arrived of it."""

    resource: dict[str, Any]
    data: bytearray = field(default_factory=bytearray)
    video: str = ""


@dataclass
class Film:
    """A video on the channel. fate: what became of it when it was looked at; empty: what becomes of all."""

    resource: dict[str, Any]
    data: bytes
    picture: bytes = b""
    captions: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: int = 0
    counts: dict[str, str] = field(default_factory=dict)  # what is not there is not told
    fate: dict[str, str] = field(default_factory=dict)


@dataclass
class YouTube:
    """All that Google keeps, and every complete request that came."""

    described: Description | None = None
    faults: Faults = field(default_factory=Faults)
    films: dict[str, Film] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    access: dict[str, str] = field(default_factory=lambda: {ACCESS: CHANNEL})
    refresh: dict[str, str] = field(default_factory=lambda: {REFRESH: CHANNEL})
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=lambda: {CHANNEL: "Sông Hồng TV", OTHER: "Kênh khác"})
    chosen: str = CHANNEL  # whom the person at the consent page is
    granted: str = SCOPE
    redirects: set[str] = field(default_factory=set)
    days_of_refresh: int = 0  # a project in testing: the permission runs out
    renewals: int = 0
    units: int = 10_000
    uploads_left: int = 100
    processing: int = 0  # how often a video says that it is still worked on
    fate: dict[str, str] = field(default_factory=lambda: {"uploadStatus": "processed"})
    halves: bool = False  # only a part of each piece is kept
    made: int = 0
    seen: list[str] = field(default_factory=list)  # every video that was ever public
    most: int = 0  # how many were, at one time
    base: str = ""
    desk: str = ""  # whose addresses are all registered, besides `redirects`

    def public(self) -> dict[str, Film]:
        """Return what everybody can see."""
        return {name: film for name, film in self.films.items() if _privacy(film) == "public"}

    # --- permission -------------------------------------------------------------------------------------------

    def consent(self, query: dict[str, str]) -> str:
        """Return where the browser goes after "Allow"; empty: the request is not as Google wants it."""
        wanted = {"client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge"}
        if not wanted <= set(query) or query["client_id"] != CLIENT:
            return ""
        if not is_registered(query["redirect_uri"], self.redirects, self.desk):
            return ""
        if query["response_type"] != "code" or query.get("code_challenge_method") != "S256":
            return ""
        code = secrets.token_urlsafe(12)
        self.codes[code] = {**query, "channel": self.chosen}
        joint = "&" if "?" in query["redirect_uri"] else "?"
        return f"{query['redirect_uri']}{joint}state={query['state']}&code={code}&scope={self.granted}"

    def token(self, form: dict[str, str]) -> Answer:
        """Exchange a code, or renew."""
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, CLIENT_SECRET):
            return 401, {"error": "invalid_client", "error_description": "Unauthorized"}, {}
        if form["grant_type"] == "authorization_code":
            return self._exchange(form)
        self.renewals += 1
        channel = self.refresh.get(form.get("refresh_token", ""))
        if channel is None:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, {}
        return 200, self._tokens(channel), {}

    def _exchange(self, form: dict[str, str]) -> Answer:
        code = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if code is None or code["code_challenge"] != proof or code["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant", "error_description": "Bad Request"}, {}
        said = self._tokens(code["channel"])
        if code.get("access_type") == "offline":
            said["refresh_token"] = f"emulated-refresh-CANARY-{secrets.token_hex(4)}"
            self.refresh[said["refresh_token"]] = code["channel"]
            if self.days_of_refresh:
                said["refresh_token_expires_in"] = self.days_of_refresh * 86400
        return 200, said, {}

    def _tokens(self, channel: str) -> dict[str, Any]:
        token = f"emulated-access-CANARY-{secrets.token_hex(4)}"
        self.access[token] = channel
        return {"access_token": token, "expires_in": 3599, "scope": self.granted, "token_type": "Bearer"}

    # --- the API ----------------------------------------------------------------------------------------------

    def answer(self, verb: str, path: str, query: dict[str, str], body: bytes, headers: Mapping[str, str]) -> Answer:
        """Carry out a request that came with a good token, and return what YouTube would say."""
        if "upload_id" in query:
            return self._piece(verb, query["upload_id"], body, headers)
        said, file = _parts(body, headers)
        name = self.name(verb, path)
        self.asked.append((name, {**query, **(said or {})}))
        if self.described:
            wrong = self.described.wrong_request(verb, path, query, said)
            if wrong:
                self.invalid += wrong
                return no(400, "badRequest", wrong[0])
        act = getattr(self, f"_{name.replace('.', '_').lower()}", None)
        if act is None:
            return no(404, "notFound", "Not Found")
        cost = 0 if name in ("videos.insert", "videos.batchGetStats") else _COST.get(name, 1)
        if cost > self.units or (name == "videos.insert" and not self.uploads_left):
            return no(403, "quotaExceeded", "The request cannot be completed because you have exceeded your quota.")
        self.units -= cost
        status, answer, more = act(query, said or {}, file)
        if self.described and status == 200 and answer:
            self.invalid += self.described.wrong_answer(verb, path, answer)
        return status, answer, more

    def name(self, verb: str, path: str) -> str:
        """Return what a method is called."""
        what = path.rsplit("/v3/", 1)[-1].replace("/", ".").replace(":", ".")
        kinds = {"GET": "list", "PUT": "update", "DELETE": "delete", "POST": "insert"}
        return what if "." in what else f"{what}.{kinds[verb]}"

    def _channels_list(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        snippet = {"title": self.channels.get(self.chosen, ""), "customUrl": "@songhong"}
        lists = {"relatedPlaylists": {"uploads": f"UU{self.chosen[2:]}"}}
        whole = {"kind": "youtube#channel", "id": self.chosen, "snippet": snippet, "contentDetails": lists}
        parts = ("kind", "id", *query["part"].split(","))
        items = [{name: whole[name] for name in whole if name in parts}] if self.chosen else []
        return 200, {"kind": "youtube#channelListResponse", "items": items}, {}

    def _playlistitems_list(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        """The list of uploads, the newest first; whose it is sees private ones too, which have no time."""
        if query["playlistId"] != f"UU{self.chosen[2:]}":
            return no(404, "playlistNotFound", "The playlist cannot be found.")
        rows = [{"videoId": name, **_published(film, "videoPublishedAt")} for name, film in self.films.items()]
        rows.sort(key=lambda row: row.get("videoPublishedAt", "9"), reverse=True)
        begin, size = int(query.get("pageToken", "0")), int(query["maxResults"])
        items = [{"kind": "youtube#playlistItem", "contentDetails": row} for row in rows[begin : begin + size]]
        more = {"nextPageToken": str(begin + size)} if begin + size < len(rows) else {}
        return 200, {"kind": "youtube#playlistItemListResponse", "items": items, **more}, {}

    def _videos_insert(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        if re.search("[<>]", said["snippet"]["title"] + said["snippet"].get("description", "")):
            return no(400, "invalidTitle", "The request metadata specifies an invalid video title.")
        self.uploads_left -= 1
        if query.get("uploadType") != "resumable":
            return 200, self._added(said, file), {}
        name = secrets.token_urlsafe(60)
        self.uploads[name] = Upload(said)
        where = f"{self.base}/upload/youtube/v3/videos?uploadType=resumable&part={query['part']}&upload_id={name}"
        return 200, None, {"Location": where}

    def _piece(self, verb: str, name: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        upload = self.uploads.get(name)
        if upload is None:
            return 404, None, {}
        if verb == "DELETE":
            del self.uploads[name]
            return 499, None, {}
        if upload.video:
            return 201, self._shown(upload.video), {}
        place = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", headers.get("Content-Range", ""))
        if place:
            begin, end, size = map(int, place.groups())
            if begin != len(upload.data) or end - begin + 1 != len(body) or (end + 1 < size and len(body) % STEP):
                self.invalid.append(f"piece {headers['Content-Range']} of {len(body)} bytes at {len(upload.data)}")
                return no(400, "badContent", "Invalid request. The Content-Range does not fit.")
            kept = body[: max(STEP, len(body) // 2 // STEP * STEP)] if self.halves and len(body) > STEP else body
            upload.data += kept
            if len(upload.data) == size:
                upload.video = str(self._added(upload.resource, bytes(upload.data))["id"])
                return 201, self._shown(upload.video), {}
        return 308, None, {"Range": f"bytes=0-{len(upload.data) - 1}"} if upload.data else {}

    def _added(self, said: dict[str, Any], data: bytes) -> dict[str, Any]:
        self.made += 1
        name = f"vid-{self.made:07d}"
        resource = {"kind": "youtube#video", "id": name, **json.loads(json.dumps(said))}
        resource.setdefault("status", {}).setdefault("privacyStatus", "public")  # as since 2 November 2026
        fate, _, slow = self.faults.of("film").partition(" ")
        found = {"uploadStatus": "failed", "failureReason": "codec"} if fate == "failed" else {}
        self.films[name] = Film(resource, data, fate=found, asked=-int(slow or 0))
        self._note(name)
        return self._shown(name)

    def _shown(self, name: str) -> dict[str, Any]:
        film = self.films[name]
        fate = {"uploadStatus": "uploaded"} if film.asked < self.processing else film.fate or self.fate
        return {**film.resource, "status": {**film.resource["status"], **fate}}

    def _videos_list(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        names = [name for name in query.get("id", "").split(",") if name in self.films]
        items = []
        for name in names:
            whole = self._shown(name)
            self.films[name].asked += 1
            parts = query["part"].split(",")
            items.append({one: value for one, value in whole.items() if one in ("kind", "id", *parts)})
        return 200, {"kind": "youtube#videoListResponse", "items": items}, {}

    def _videos_batchgetstats(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        names = query["id"].split(",")
        if len(names) > 50:
            return no(400, "invalidParameter", "The number of IDs specified cannot exceed 50.")
        rows = [(name, self.films[name].counts) for name in names if name in self.public()]
        items = [{"kind": "youtube#videoStats", "id": name, "statistics": counts} for name, counts in rows]
        return 200, {"kind": "youtube#batchGetStatsResponse", "items": items}, {}

    def _videos_update(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        film = self.films.get(said["id"])
        if film is None:
            return no(404, "videoNotFound", "The video that you are trying to update cannot be found.")
        for part in query["part"].split(","):
            if part == "snippet" and not (said["snippet"].get("title") and said["snippet"].get("categoryId")):
                return no(400, "invalidTitle", "The request metadata specifies an invalid or empty video title.")
            film.resource[part] = said.get(part, {})
        self._note(said["id"])
        return 200, self._shown(said["id"]), {}

    def _videos_delete(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        if self.films.pop(query["id"], None) is None:
            return no(404, "videoNotFound", "The video that you are trying to delete cannot be found.")
        return 204, None, {}

    def _captions_list(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        tracks = self.films[query["videoId"]].captions
        items = [{"kind": "youtube#caption", "id": name, "snippet": one["snippet"]} for name, one in tracks.items()]
        return 200, {"kind": "youtube#captionListResponse", "items": items}, {}

    def _captions_insert(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        tracks = self.films[said["snippet"]["videoId"]].captions
        if any(one["snippet"]["language"] == said["snippet"]["language"] for one in tracks.values()):
            return no(409, "captionExists", "The specified video already has a caption track of that language.")
        name = f"cap-{secrets.token_hex(4)}"
        tracks[name] = {"snippet": {**said["snippet"], "trackKind": "standard", "status": "serving"}, "data": file}
        return 200, {"kind": "youtube#caption", "id": name, "snippet": tracks[name]["snippet"]}, {}

    def _captions_update(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        for film in self.films.values():
            if said["id"] in film.captions:
                film.captions[said["id"]]["data"] = file
                return 200, {"id": said["id"], "snippet": film.captions[said["id"]]["snippet"]}, {}
        return no(404, "captionNotFound", "The caption track could not be found.")

    def _thumbnails_set(self, query: dict[str, str], said: dict[str, Any], file: bytes) -> Answer:
        self.films[query["videoId"]].picture = file
        return 200, {"kind": "youtube#thumbnailSetResponse", "items": []}, {}

    def _note(self, name: str) -> None:
        if _privacy(self.films[name]) == "public" and name not in self.seen:
            self.seen.append(name)
        self.most = max(self.most, len(self.public()))


_COST = {
    "videos.update": 50,
    "videos.delete": 50,
    "captions.list": 50,
    "captions.insert": 400,
    "captions.update": 450,
    "thumbnails.set": 50,
}


def _published(film: Film, name: str) -> dict[str, str]:
    """Return when a video became public, under the name that is asked for; nothing while it is not."""
    at = film.resource.get("snippet", {}).get("publishedAt")
    return {name: at} if at and _privacy(film) == "public" else {}


def _privacy(film: Film) -> str:
    return str(film.resource["status"]["privacyStatus"])


def _parts(body: bytes, headers: Mapping[str, str]) -> tuple[dict[str, Any] | None, bytes]:
    """Return the resource and the file of a body."""
    kind = headers.get("Content-Type", "")
    if kind.startswith("application/json") and body:
        return dict(json.loads(body)), b""
    if kind.startswith("multipart/related"):
        mark = re.search(r'boundary="?([^";]+)', kind)
        assert mark is not None
        told, file = body.split(f"--{mark[1]}".encode())[1:3]
        return dict(json.loads(_inside(told))), _inside(file)
    return None, body


def _inside(part: bytes) -> bytes:
    """Return what stands in one part of a body, without its head."""
    part = part.removeprefix(b"\r\n").removeprefix(b"\n")
    gap = b"\r\n\r\n" if b"\r\n\r\n" in part else b"\n\n"
    inside = part.split(gap, 1)[1]
    return inside.removesuffix(b"\n").removesuffix(b"\r")


def no(status: int, reason: str, words: str) -> Answer:
    """Return a refusal as Google writes it."""
    errors = [{"domain": "youtube", "reason": reason, "message": words}]
    return status, {"error": {"code": status, "message": words, "errors": errors}}, {}
