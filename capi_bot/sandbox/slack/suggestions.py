"""The options that the app offers in a menu which it fills itself.

https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
"""

from __future__ import annotations

from capi_bot.sandbox.slack import failure_messages
from capi_bot.sandbox.slack.delivery_bodies import Receipt
from capi_bot.sandbox.slack.objects import PLAIN_OPTION, plain
from capi_bot.sandbox.slack.rules import Json, array, shape

MOST = 100
"""So many options, or groups of options, may be offered at a time."""

_OPTIONS = array(PLAIN_OPTION, MOST, 0)
_GROUPS = array(shape({"label": plain(75), "options": _OPTIONS}), MOST, 0)
_OFFER = shape({}, {"options": _OPTIONS, "option_groups": _GROUPS}, any_of=("options", "option_groups"))


def suggested(receipt: Receipt) -> Json:
    """Return the `options` or `option_groups` of an answer.

    Raises AppFailedError where the app did not answer in time, or not as Slack wants it: the menu is empty then, as if
    nothing had been found.
    """
    if receipt.error:
        raise failure_messages.AppFailedError(failure_messages.NOTHING, receipt.error)
    offer = receipt.json or {}
    if problem := next(_OFFER(offer, ""), None):
        raise failure_messages.AppFailedError(failure_messages.NOTHING, str(problem))
    return offer
