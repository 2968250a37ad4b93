"""A checkpoint is a C2SP signed note: the known key and note of the specification's own tools, and every way to spoil one."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clipdesk.history.notes import Checkpoint, NotOurNote, key_line, private_key, read_note, sign
from clipdesk.history.pasted import notes_in

_KEY = private_key("a secret of the test")
_HEAD = Checkpoint("desk.example/ledger", 12, bytes(range(32)))


def test_what_was_signed_is_read() -> None:
    note = sign(_HEAD, _KEY)
    assert note.startswith(
        "desk.example/ledger\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n\u2014 desk.example/ledger "
    )
    assert read_note(note, _KEY.public_key()) == _HEAD


def test_a_witness_may_sign_too() -> None:
    note = sign(_HEAD, _KEY) + "\u2014 witness.example/w AAAAAAAA\n"
    assert read_note(note, _KEY.public_key()) == _HEAD


def test_every_byte_counts() -> None:
    note = sign(_HEAD, _KEY).encode()
    for place in range(len(note)):
        for flip in (1, 32):
            spoilt = bytearray(note)
            spoilt[place] ^= flip
            with pytest.raises(NotOurNote):
                read_note(spoilt.decode("utf-8", "replace"), _KEY.public_key())


@pytest.mark.parametrize("text", ["", "x", "a\n1\nb\n\n", "desk.example/ledger\n012\nAAAA\n\n\u2014 x y\n"])
def test_no_note(text: str) -> None:
    with pytest.raises(NotOurNote):
        read_note(text, _KEY.public_key())


def test_another_key_has_not_signed_it() -> None:
    with pytest.raises(NotOurNote, match="our key has not signed this"):
        read_note(sign(_HEAD, _KEY), Ed25519PrivateKey.generate().public_key())


def test_notes_one_after_the_other() -> None:
    notes = [sign(Checkpoint("d/ledger", size, bytes(32)), _KEY) for size in (1, 2, 3)]
    assert list(notes_in("".join(notes))) == notes
    assert list(notes_in("".join(notes) + "half a no")) == [*notes, "half a no"]


def test_the_key_as_verifiers_take_it() -> None:
    """C2SP signed-note: the name, then the first 4 bytes of SHA-256(name, line feed, 1, key), then 1 and the key."""
    name, number, key = key_line("d/ledger", _KEY.public_key()).split("+", 2)
    assert (name, len(number), len(key)) == ("d/ledger", 8, 44)
    assert sign(Checkpoint("d/ledger", 1, bytes(32)), _KEY).count(name) == 2
