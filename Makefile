# The commands of the desk. `make run` and `make test` are all a stranger needs.

VENV := .venv
PYTHON := $(VENV)/bin/python
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: run test test-server fast check system demo lock messages migrations soak accept-corridor accept-engine accept-cutting accept-signoff accept-publishing accept-live accept-surveys accept-planning accept-measure system-live system-planning bench clean

run: $(VENV)/run.stamp
	@$(PYTHON) checks/messages.py compile
	@$(PYTHON) -m clipdesk models install --missing --brisk >/dev/null || echo "The desk opens without them and finds faces more slowly; it tries again at its next start."
	@exec $(PYTHON) -m clipdesk serve

# Side by side, a file at a time on one of them: each has its own database and data folder.
test: check
	$(PYTHON) -m pytest -n auto --maxprocesses=4 --dist loadfile --durations=25

# The rooms that live by the database, on a server that is not the desk's own: see CONTRIBUTING.md.
ROOMS := src/clipdesk/history src/clipdesk/jobs src/clipdesk/accounts
test-server: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) checks/server.py -n 2 --dist loadfile $(ROOMS)

fast: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m pytest -m "not slow and not browser"

check: $(VENV)/test.stamp
	$(PYTHON) checks/messages.py compile
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) checks/sizes.py
	$(PYTHON) checks/messages.py check

demo: $(VENV)/run.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m clipdesk demo

accept-corridor: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m tests.acceptance.corridor

accept-engine: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m tests.acceptance.engine

accept-cutting: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m tests.acceptance.cutting

accept-signoff: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m tests.acceptance.signoff

accept-publishing: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m tests.acceptance.publishing

accept-live: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m tests.acceptance.live

accept-surveys: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m tests.acceptance.surveys

accept-planning: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m tests.acceptance.planning

accept-measure: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	$(PYTHON) -m tests.acceptance.measure

bench: $(VENV)/test.stamp
	$(PYTHON) -m benchmarks.results

soak: $(VENV)/test.stamp
	@$(PYTHON) checks/messages.py compile
	CLIPDESK_SOAK=1 $(PYTHON) -m pytest tests/access
	$(PYTHON) -m tests.acceptance.signoff --only 1
	CLIPDESK_SOAK=1 $(PYTHON) -m tests.acceptance.publishing --only 3

system:
	@bash checks/system.sh

# What tests of live sources send with, and RTMP needs: nothing of it is started.
system-live:
	@bash checks/system.sh live

# The second reader of calendars that tests hold the feed against.
system-planning:
	@bash checks/system.sh planning

messages: $(VENV)/test.stamp
	$(PYTHON) checks/messages.py update

migrations: $(VENV)/test.stamp
	$(PYTHON) checks/migrations.py

# `uv` makes the locks; it is needed by whoever changes a dependency, not by whoever runs or tests.
lock:
	cd requirements && uv pip compile --generate-hashes --python-version 3.11 --no-header -q base.in -o base.txt
	cd requirements && uv pip compile --generate-hashes --python-version 3.11 --no-header -q dev.in -o dev.txt

$(VENV)/bin/python:
	python3 -m venv $(VENV)

$(VENV)/run.stamp: requirements/base.txt | $(VENV)/bin/python
	$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(PYTHON) checks/link.py
	@touch $@

$(VENV)/test.stamp: requirements/dev.txt | $(VENV)/bin/python
	$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(PYTHON) checks/link.py
	@touch $@ $(VENV)/run.stamp

clean:
	rm -rf build .mypy_cache .ruff_cache .import_linter_cache
