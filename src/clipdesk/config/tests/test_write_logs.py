"""One JSON object a line, one id per job, and no secret whoever writes. Requests: `test_request_ids.py`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connection

from clipdesk.config import databases
from clipdesk.config.logs import JsonFormatter, current_id
from clipdesk.config.working import with_id


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    """Everything that is logged, as it would stand in the file."""
    written: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(self.format(record)))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.INFO)
    yield written
    logging.getLogger().setLevel(level)
    logging.getLogger().removeHandler(handler)


def test_a_line_break_in_a_message_does_not_start_a_line() -> None:
    record = logging.makeLogRecord({"msg": 'a\n{"level": "forged"}', "levelname": "INFO", "name": "x"})
    assert "\n" not in JsonFormatter().format(record)


def test_no_secret_is_written(lines: list[dict[str, object]]) -> None:
    word = databases.password(databases.APP)
    try:
        raise RuntimeError(f"connecting with {word} failed")
    except RuntimeError:
        logging.getLogger("somebody.else").exception("the password is %s", word)
    text = json.dumps(lines)
    assert "(kept out)" in text
    assert word not in text


def test_a_job_has_an_id_and_says_how_it_ended(lines: list[dict[str, object]]) -> None:
    context = SimpleNamespace(job=SimpleNamespace(id=417, task_name="clips.render", queueing_lock=None))
    assert with_id(lambda: current_id.get(), context, None) == "job-417"
    with pytest.raises(ZeroDivisionError):
        with_id(lambda: 1 // 0, context, None)
    assert current_id.get() == "-"
    assert [(line["id"], line["message"], line["level"], line["job"]) for line in lines] == [
        ("job-417", "done", "INFO", "clips.render"),
        ("job-417", "ended by ZeroDivisionError", "ERROR", "clips.render"),
    ]


def test_rounds_of_housekeeping_that_go_well_are_not_written(lines: list[dict[str, object]]) -> None:
    round_ = SimpleNamespace(id=1, task_name="publishing.sweep", queueing_lock="publishing.sweep")
    with_id(lambda: None, SimpleNamespace(job=round_), None)
    assert lines == []


def test_the_tests_are_the_application_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("clipdesk_app",)
