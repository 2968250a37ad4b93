"""Write missing migrations, with a database of its own for as long as that takes."""

import os
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    os.environ |= {"CLIPDESK_DATA": folder, "DJANGO_SETTINGS_MODULE": "clipdesk.config.settings"}
    from clipdesk.config.preparing import Database  # the data folder must be set before

    database = Database(durable=False)
    database.start()
    try:
        sys.exit(
            subprocess.run([sys.executable, "-m", "django", "makemigrations", *sys.argv[1:]], check=False).returncode
        )
    finally:
        database.stop()
