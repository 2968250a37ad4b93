"""`python -m clipdesk.config.tests.desk_script fill VIDEO` or `… again OUT`: a process of its own, because a data folder is
chosen before anything is imported."""

import sys
from importlib import import_module

from clipdesk.config.reaching import database_up

if __name__ == "__main__":
    with database_up():
        work = import_module("clipdesk.config.tests.desk_work")
        sys.stdout.write(getattr(work, sys.argv[1])(*sys.argv[2:]))
