"""Make `python -m capi_bot` the same as `capi-bot`."""

from __future__ import annotations

import sys

from capi_bot.cli.main import main

sys.exit(main())
