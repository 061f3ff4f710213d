"""Write the page of indexes to standard output."""

from __future__ import annotations

import sys

from migrations.indexes import page

sys.stdout.write(page())
