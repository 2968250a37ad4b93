"""The one file of a form comes out whole, however the body is cut into pieces."""

import io
from email.generator import BytesGenerator
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from clipdesk.site.looking import drop_left, passing_folder
from clipdesk.site.one_file import NotAForm, OneFile

CONTENT = b"\r\n--\r\n\r\n--almost" + bytes(range(256)) * 9 + b"\r\n--"


def body(content: bytes, first: bool) -> tuple[bytes, str]:
    """A form as another program writes it; `first` puts a plain field before the file."""
    fields = {"lang": "vi"} if first else {}
    request = httpx.Request("POST", "http://x/", files={"file": ('tên "lạ".mp4', content)}, data=fields)
    return request.read(), request.headers["content-type"]


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1 << 20])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("content", [CONTENT, b"", b"\r\n", b"x"])
def test_whole_however_it_is_cut(size: int, first: bool, content: bytes) -> None:
    data, kind = body(content, first)
    out = io.BytesIO()
    form = OneFile(kind, out)
    for at in range(0, len(data), size):
        form.feed(data[at : at + size])
    assert form.done
    assert out.getvalue() == content


def test_a_body_that_broke_off_is_not_done() -> None:
    data, kind = body(CONTENT, False)
    form = OneFile(kind, io.BytesIO())
    form.feed(data[:-40])
    assert not form.done


def test_what_is_no_form() -> None:
    with pytest.raises(NotAForm):
        OneFile("application/json", io.BytesIO())
    form = OneFile("multipart/form-data; boundary=b", io.BytesIO())
    with pytest.raises(NotAForm):
        form.feed(b"--b\r\n" + b"x: y\r\n" * 3000)


def test_a_form_of_the_standard_library() -> None:
    whole = MIMEMultipart("form-data", boundary="=_ b:1")
    part = MIMEApplication(CONTENT, _encoder=lambda message: None)
    part.add_header("Content-Disposition", "form-data", name="file", filename="a.mp4")
    whole.attach(part)
    text = io.BytesIO()
    BytesGenerator(text, mangle_from_=False).flatten(MIMEMultipart("form-data", boundary="=_ b:1"))
    out = io.BytesIO()
    form = OneFile('multipart/form-data; boundary="=_ b:1"', out)
    form.feed(
        b'--=_ b:1\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n' + CONTENT + b"\r\n--=_ b:1--\r\n"
    )
    assert out.getvalue() == CONTENT


def test_folders_of_the_dead_are_dropped_and_those_in_use_stay(tmp_path: Path) -> None:
    with passing_folder() as mine:
        dead = settings.UPLOADS / "asked-dead"
        dead.mkdir()
        (dead / "in-use").touch()
        (dead / "file").write_bytes(b"x")
        drop_left()
        assert not dead.exists()
        assert mine.exists()
    assert not mine.exists()
