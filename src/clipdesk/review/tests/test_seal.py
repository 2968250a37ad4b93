"""The seal: canonical JSON, and a database that refuses to change what was sealed, signed or refused."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction

from clipdesk.config.testing_cast import Newsroom
from clipdesk.kernel.canonical import canonical_json
from clipdesk.review import signing
from clipdesk.review.models import Package, SignOff
from clipdesk.review.models.package import BrokenSeal


def test_canonical_json_is_that_of_rfc_8785() -> None:
    # RFC 8785, section 3.2.2 (literals, strings and numbers) and the example of section 3.2.4 in UTF-8
    given = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    expected = bytes.fromhex(
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e33333333"
        "3333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c"
        "5c5c5c5c222f227d"
    )
    assert canonical_json(given) == expected


def test_a_package_is_sealed_by_the_digest_of_its_text(package: Package) -> None:
    assert hashlib.sha256(package.canonical.encode()).hexdigest() == package.sha256
    content = json.loads(package.canonical)
    assert {entry["role"] for entry in content["files"]} == {"9:16", "4:5", "1:1", "16:9", "thumbnail", "captions"}
    assert (content["title"], content["author"]["name"]) == ("Nước sông Hồng lên nhanh", "Lan")
    assert all(len(entry["sha256"]) == 64 and entry["size"] > 0 for entry in content["files"])


def test_a_text_with_another_digest_is_not_read(package: Package) -> None:
    package.canonical = package.canonical.replace("Lan", "Tan")
    with pytest.raises(BrokenSeal):
        _ = package.content


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review_package SET canonical = canonical || ' '",
        "UPDATE review_package SET sha256 = repeat('0', 64)",
        "UPDATE review_package SET kind = 'withdrawal'",
        "DELETE FROM review_package",
        "UPDATE review_signoff SET valid_until = valid_until + interval '1 year'",
        "UPDATE review_signoff SET package_sha256 = repeat('0', 64)",
        "DELETE FROM review_signoff",
        "UPDATE review_signoffvoid SET because = ''",
        "DELETE FROM review_signoffvoid",
    ],
)
def test_the_database_refuses(newsroom: Newsroom, sign_off: SignOff, statement: str) -> None:
    with transaction.atomic():
        signing.void(sign_off.package, "the content was changed", by=newsroom.lan.actor)
    with pytest.raises(DatabaseError, match="never changes|append-only"), transaction.atomic():
        _run(statement)
    assert SignOff.objects.get().package_sha256 == sign_off.package_sha256


@pytest.mark.parametrize("statement", ["UPDATE review_sentback SET reason = ''", "DELETE FROM review_sentback"])
def test_a_refusal_stays(newsroom: Newsroom, package: Package, statement: str) -> None:
    signing.send_back(package, "Sai số liệu.", member=newsroom.huong)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _run(statement)


def test_a_state_that_no_package_has_is_refused(package: Package) -> None:
    with pytest.raises(DatabaseError, match="package_state_known"), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(state="approved")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
