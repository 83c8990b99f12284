"""Every limit of Block Kit as a row: what stands just within it, and what just beyond.

A row's name is the one that slackblocks' table of limits uses, where that table has it.
"""

from __future__ import annotations

from tests.sandbox.slack.extremes.boxes import BOXES, CHARTS
from tests.sandbox.slack.extremes.elements import BUTTONS, CHOICES, INPUTS
from tests.sandbox.slack.extremes.limit import Limit
from tests.sandbox.slack.extremes.texts import SURFACES, TEXTS

LIMITS: tuple[Limit, ...] = (*TEXTS, *BUTTONS, *CHOICES, *INPUTS, *BOXES, *CHARTS, *SURFACES)
