"""Google's own client, as a black box, against the practice platform: what it takes for YouTube is like YouTube."""

from __future__ import annotations

from typing import Any

import httplib2
import pytest
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload

from clipdesk.connectors.youtube.practice.emulator import ACCESS
from clipdesk.connectors.youtube.tests.described import description
from clipdesk.connectors.youtube.tests.server import Server


class Here(httplib2.Http):  # type: ignore[misc]
    """Sends everything to this machine: the client insists on https for uploads. To it a 308 is no redirect."""

    def __init__(self) -> None:
        super().__init__()
        self.redirect_codes = httplib2.REDIRECT_CODES - {308}

    def request(self, uri: str, *args: Any, **kwargs: Any) -> Any:
        headers = {**(kwargs.pop("headers", None) or {}), "authorization": f"Bearer {ACCESS}"}
        return super().request(uri.replace("https://127.0.0.1", "http://127.0.0.1"), *args, headers=headers, **kwargs)


@pytest.fixture
def official(server: Server) -> Any:
    """Google's client, set to the practice platform."""
    document = description()
    assert document is not None
    document["rootUrl"] = f"{server.url}/"
    return build_from_document(document, http=Here())


def test_it_uploads_in_pieces_lists_and_deletes(official: Any, server: Server) -> None:
    data = bytes(range(256)) * 3000
    body = {"snippet": {"title": "Cầu mới", "categoryId": "25"}, "status": {"privacyStatus": "private"}}
    media = MediaInMemoryUpload(data, "video/mp4", chunksize=256 << 10, resumable=True)
    request = official.videos().insert(part="snippet,status", body=body, media_body=media)
    progress, made = [], None
    while made is None:
        status, made = request.next_chunk()
        progress.append(status.resumable_progress if status else len(data))
    assert progress == [256 << 10, 512 << 10, len(data)]
    assert server.youtube.films[made["id"]].data == data
    listed = official.videos().list(part="snippet,status", id=made["id"]).execute()
    assert [one["snippet"]["title"] for one in listed["items"]] == ["Cầu mới"]
    assert listed["items"][0]["status"]["privacyStatus"] == "private"
    assert (
        official.channels().list(part="snippet", mine=True).execute()["items"][0]["snippet"]["title"] == "Sông Hồng TV"
    )
    official.videos().delete(id=made["id"]).execute()
    assert server.youtube.films == {}
    assert server.youtube.invalid == []


def test_it_understands_a_refusal(official: Any, server: Server) -> None:
    with pytest.raises(HttpError) as refused:
        official.videos().delete(id="vid-none").execute()
    assert refused.value.status_code == 404
    assert refused.value.error_details[0]["reason"] == "videoNotFound"
