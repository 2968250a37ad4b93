"""Tests delete history: nothing of a desk that is set up where they are started may reach them."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict

from clipdesk.config.testing import environment_of_tests

REAL = {
    "PATH": "/usr/bin",
    "DATABASE_URL": "postgresql://real.station.vn/clipdesk",
    "DATABASE_URL_FILE": "/etc/clipdesk/url",
    "CLIPDESK_DB_OWNER_PASSWORD": "that of the real desk",
    "CLIPDESK_DB_APP_PASSWORD_FILE": "/etc/clipdesk/word",
    "CLIPDESK_DATA": "/var/lib/clipdesk/data",
    "CLIPDESK_FILES": "/mnt/share/files",
    "CLIPDESK_LIVE": "/mnt/live",
    "CLIPDESK_SIGNER": "/run/clipdesk-signer/socket",
    "CLIPDESK_SMTP_HOST": "mail.station.vn",
    "CLIPDESK_CRASH_AT": "/var/lib/clipdesk/crash",
}
TESTS = {"PATH": "/usr/bin", "CLIPDESK_DATA": "/data/of/tests"}


def test_nothing_of_a_real_desk_reaches_the_tests() -> None:
    assert environment_of_tests(REAL, "/data/of/tests") == TESTS


def test_what_is_asked_of_them_does() -> None:
    asked = {"CLIPDESK_ACCEPT": "1", "CLIPDESK_FLIPS": "1000", "CLIPDESK_FFMPEG": "/opt/ffmpeg"}
    assert environment_of_tests(REAL | asked, "/data/of/tests") == TESTS | asked


def test_on_a_server_that_is_named_each_process_has_a_database_of_its_own() -> None:
    asked = {"CLIPDESK_TEST_DATABASE_URL": "postgresql://tester:word@127.0.0.1:5433/postgres"}
    found = [
        environment_of_tests(REAL | asked | more, "/data/of/tests")
        for more in ({}, {"PYTEST_XDIST_WORKER": "gw0"}, {"PYTEST_XDIST_WORKER": "gw1"})
    ]
    places = [conninfo_to_dict(one["DATABASE_URL"]) for one in found]
    names = [place.pop("dbname") for place in places]
    assert names == ["clipdesk_test_alone", "clipdesk_test_gw0", "clipdesk_test_gw1"]
    assert places == [{"user": "tester", "password": "word", "host": "127.0.0.1", "port": "5433"}] * 3
    words = {one[f"CLIPDESK_DB_{role}_PASSWORD"] for one in found for role in ("OWNER", "APP")}
    assert len(words) == 1
    assert words.isdisjoint(REAL.values())
    assert all("CLIPDESK_DB_APP_PASSWORD_FILE" not in one for one in found)
