"""Checkpoints are found in whatever people keep mails in, and a spoilt one is never passed over."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from clipdesk.history.checkpointing import KEY_FILE, copies_in
from clipdesk.history.notes import Checkpoint, NotOurNote, private_key, read_note, sign
from clipdesk.history.pasted import notes_in

_KEY = private_key("a secret of the test")
_NOTE = sign(Checkpoint("desk.example/ledger", 12, bytes(range(32))), _KEY)
_NEXT = sign(Checkpoint("desk.example/ledger", 13, bytes(range(1, 33))), _KEY)
_MAIL = f"Hãy giữ thư này.\nKeep this e-mail.\n\n{_NOTE}\nEnough? This link ends these e-mails:\nhttps://desk.example/keep/x/\n"


def _wrapped(text: str) -> str:
    """Break the signature line at its last space, as programs do that wrap at 78 characters."""
    return "\n".join(
        "\n".join(line.rsplit(" ", 1)) if line.startswith("\u2014 ") else line for line in text.split("\n")
    )


@pytest.mark.parametrize(
    "pasted",
    [
        _MAIL,
        _MAIL.replace("\n", "\r\n"),
        "\ufeff" + _MAIL,
        "".join(f"> {line}\n" for line in _MAIL.split("\n")),
        "".join(f">> {line}  \n" for line in _MAIL.split("\n")),
        _MAIL.replace("\u2014 desk.example/ledger ", "\u2014\u00a0desk.example/ledger\u00a0"),
        _wrapped(_MAIL),
        _MAIL + "\n\u2014 Lan\nPhòng pháp chế\n",
    ],
    ids=["as sent", "crlf", "bom", "quoted", "quoted twice", "hard spaces", "wrapped", "signed by hand"],
)
def test_a_note_in_a_mail_is_the_note_that_was_signed(pasted: str) -> None:
    assert list(notes_in(pasted)) == [_NOTE]
    read_note(_NOTE, _KEY.public_key())


def test_many_mails_one_after_the_other() -> None:
    assert list(notes_in(_MAIL + "\n" + _MAIL.replace(_NOTE, _NEXT))) == [_NOTE, _NEXT]


@pytest.mark.parametrize(
    "spoilt",
    [
        _MAIL.replace("\n12\n", "\n11\n"),
        _MAIL.replace(_NOTE[-20:-10], "AAAAAAAAAA"),
        _MAIL[: _MAIL.index("\u2014 ")],
        _NOTE + _NEXT[:30],
        _NOTE + _NEXT.replace("\u2014", "-") + _NOTE,
        "Không có gì ở đây.",
    ],
    ids=["another count", "another signature", "no signature", "torn off", "no dash", "no note at all"],
)
def test_a_spoilt_note_is_handed_out_to_be_named(spoilt: str) -> None:
    found = list(notes_in(spoilt))
    assert any(_is_none(note) for note in found)


def _is_none(note: str) -> bool:
    try:
        read_note(note, _KEY.public_key())
    except NotOurNote:
        return True
    return False


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_a_folder_of_texts_and_saved_mails(tmp_path: Path, encoding: str) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Checkpoint"
    mail.set_content(_MAIL, cte=encoding)
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    (tmp_path / "b.txt").write_text(_NEXT + _NOTE, encoding="utf-8")
    (tmp_path / KEY_FILE).write_text("no note", encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(b"no note")
    assert copies_in(tmp_path) == [_NOTE, _NEXT, _NOTE]
    assert copies_in(tmp_path / "nowhere") == []
