"""`python -m deploy.local`: what `./quicksell` hands over to."""

from __future__ import annotations

import sys

from deploy.local.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
