"""What the app answers to a submitted form.

https://docs.slack.dev/surfaces/modals
"""

from __future__ import annotations

from collections.abc import Iterator

from capi_bot.sandbox.slack import failure_messages
from capi_bot.sandbox.slack.delivery_bodies import Receipt
from capi_bot.sandbox.slack.rules import Json, Problem, Rule, anything, broken, one_of, shape, string, then
from capi_bot.sandbox.slack.together import every

_WORDS = string(3000)
"""What stands under a field; Slack gives no number for it but that of any text."""
_ACTION = shape({}, {"response_action": one_of("errors", "update", "push", "clear")}, others=anything)


def answered(receipt: Receipt, view: Json) -> Json:
    """Return the `response_action` and what belongs to it, nothing where the app only took note.

    Raises AppFailedError where the app did not answer in time, or not as Slack wants it: `errors` are for inputs of
    the view alone. Whether the `view` of an answer is a good one is for others to say.
    """
    if receipt.error:
        raise failure_messages.AppFailedError(failure_messages.TROUBLE, receipt.error)
    reply = receipt.json if receipt.text.strip() else {}
    if reply is None:
        raise failure_messages.AppFailedError(failure_messages.TROUBLE, "must be empty or a JSON object")
    if problem := next(_rule(reply, view)(reply, ""), None):
        raise failure_messages.AppFailedError(failure_messages.TROUBLE, str(problem))
    return reply


def _rule(reply: Json, view: Json) -> Rule:
    if reply.get("response_action") != "errors":
        return _ACTION
    inputs = {block["block_id"]: _WORDS for _, block in every(view["blocks"], "") if block["type"] == "input"}
    return shape({"errors": then(shape({}, inputs), _some)}, others=anything)


def _some(errors: Json, pointer: str) -> Iterator[Problem]:
    if not errors:
        yield broken(pointer, "must name at least one input", "min_items", 1, 0)
