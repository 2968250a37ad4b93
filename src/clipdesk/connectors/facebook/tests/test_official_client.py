"""Facebook's own SDK, as a black box, against the practice platform: what it takes for Facebook is like Facebook."""

from __future__ import annotations

from typing import Any

import pytest
from facebook_business.adobjects.advideo import AdVideo
from facebook_business.adobjects.page import Page
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from clipdesk.connectors.facebook.practice.emulator import APP, APP_SECRET, PAGE, TOKEN
from clipdesk.connectors.facebook.tests.server import Server


@pytest.fixture
def official(server: Server, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Facebook's client, set to the practice platform."""
    monkeypatch.setattr(FacebookSession, "GRAPH", server.url)
    session = FacebookSession(app_id=APP, app_secret=APP_SECRET, access_token=TOKEN)
    session.requests.trust_env = False
    return FacebookAdsApi(session)


def test_it_publishes_a_reel_lists_changes_and_deletes(official: Any, server: Server) -> None:
    page = Page(PAGE, api=official)
    begun = page.create_video_reel(params={"upload_phase": "start"})
    video = begun["video_id"]
    sent = official._session.requests.post(
        f"{server.url}/video-upload/v26.0/{video}",
        headers={"Authorization": f"OAuth {TOKEN}", "offset": "0", "file_size": "5000"},
        data=b"x" * 5000,
    )
    assert sent.json() == {"success": True}
    said = {"upload_phase": "finish", "video_id": video, "video_state": "PUBLISHED", "description": "Cầu mới"}
    page.create_video_reel(params=said)
    found = AdVideo(video, api=official).api_get(fields=["description", "published", "status"])
    assert (found["description"], found["published"]) == ("Cầu mới", True)
    assert found["status"]["publishing_phase"]["publish_status"] == "published"
    assert [one["id"] for one in page.get_video_reels()] == [video]
    AdVideo(video, api=official).api_update(params={"description": "Cầu mới, đã sửa"})
    assert server.facebook.films[video].said["description"] == "Cầu mới, đã sửa"
    AdVideo(video, api=official).api_delete()
    assert server.facebook.films == {}
    assert server.facebook.invalid == []


def test_it_uploads_a_video_in_pieces(official: Any, server: Server, tmp_path: Any) -> None:
    page, data = Page(PAGE, api=official), bytes(range(256)) * 6000
    begun = page.create_video(params={"upload_phase": "start", "file_size": len(data)})
    begin, end = int(begun["start_offset"]), int(begun["end_offset"])
    while begin < end:
        piece = ("piece.mp4", data[begin:end], "multipart/form-data")
        said = {"upload_phase": "transfer", "upload_session_id": begun["upload_session_id"], "start_offset": begin}
        answer = official.call("POST", (PAGE, "videos"), params=said, files={"video_file_chunk": piece}).json()
        begin, end = int(answer["start_offset"]), int(answer["end_offset"])
    page.create_video(
        params={"upload_phase": "finish", "upload_session_id": begun["upload_session_id"], "published": False}
    )
    film = server.facebook.films[begun["video_id"]]
    assert (bytes(film.data), film.told) == (data, False)
    assert server.facebook.invalid == []


def test_it_understands_a_refusal(official: Any, server: Server) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        AdVideo("999", api=official).api_delete()
    assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (100, 33)
