"""`python -m clipdesk` is the `clipdesk` command."""

import sys

from clipdesk.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
