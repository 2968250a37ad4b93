"""Run tests on a PostgreSQL server that is not the desk's own: `checks/server.py PYTEST-ARGUMENTS`.

`CLIPDESK_TEST_DATABASE_URL` names the server, by somebody who may make roles and databases. Where nothing is named, one is
started for as long as the tests run. The roles get a password that everybody knows: never name a server that strangers
reach.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from psycopg.conninfo import make_conninfo

NAME = "CLIPDESK_TEST_DATABASE_URL"


def run() -> int:
    """Run pytest with the server that is named in the environment; return its exit code."""
    return subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]], check=False).returncode


if os.environ.get(NAME):
    sys.exit(run())
with tempfile.TemporaryDirectory(prefix="clipdesk-server-") as folder:
    data = Path(folder)
    data.chmod(0o711)  # as root the server's own account has to pass through
    os.environ["CLIPDESK_DATA"] = folder
    from clipdesk.config.postgres import SUPERUSER, Server  # the data folder must be set before
    from clipdesk.config.secrets import secret

    server = Server(data, durable=False)
    server.start()
    try:
        word = secret("postgres_superuser", data / "secrets")
        os.environ[NAME] = make_conninfo(host=str(server.socket), dbname="postgres", user=SUPERUSER, password=word)
        sys.exit(run())
    finally:
        server.stop()
