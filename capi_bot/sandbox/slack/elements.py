"""Block Kit's elements, as tables of rules: the buttons here, and which element stands where.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capi_bot.sandbox.slack import inputs
from capi_bot.sandbox.slack.menus import DATETIME, OVERFLOW, choosing, element, nowhere
from capi_bot.sandbox.slack.objects import CONFIRM, STYLE, URL, WORKFLOW, picture, plain
from capi_bot.sandbox.slack.rules import Json, Problem, Rule, array, boolean, broken, one_of, shape, string, then

_LABEL = {"accessibility_label": string(75)}
_VALUE = string(2000)
_SEEN_BY = {"visible_to_user_ids": array(string(255), 10)}


def _prompted(button: Json, pointer: str) -> Iterator[Problem]:
    if "agent_prompt_display" in button and "agent_prompt" not in button:
        yield broken(pointer, "must define `agent_prompt` to use `agent_prompt_display`", "all_of", ["agent_prompt"])


BUTTON = then(
    element(
        "button",
        {
            **_LABEL,
            **_SEEN_BY,
            "value": _VALUE,
            "url": URL,
            "style": STYLE,
            "confirm": CONFIRM,
            "agent_prompt": string(4000),
            "agent_prompt_display": string(4000),
        },
        {"text": plain(75)},
    ),
    _prompted,
)
IMAGE_ELEMENT = picture({})
ICON_BUTTON = element(
    "icon_button",
    {**_LABEL, **_SEEN_BY, "value": _VALUE, "confirm": CONFIRM},
    {"icon": one_of("trash"), "text": plain(75)},
)
_FEEDBACK = shape({"text": plain(75), "value": _VALUE}, _LABEL)
FEEDBACK_BUTTONS = element("feedback_buttons", {}, {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK})
WORKFLOW_BUTTON = element(
    "workflow_button",
    {**_LABEL, "style": STYLE, "confirm": CONFIRM},
    {"text": plain(75), "workflow": WORKFLOW},
)

_CHOOSING = choosing(nowhere)
_PRESSED: Mapping[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW, "workflow_button": WORKFLOW_BUTTON}
_DATETIME: Mapping[str, Rule] = {"datetimepicker": DATETIME}
_RICH: Mapping[str, Rule] = {"rich_text_input": inputs.RICH_TEXT_INPUT}
_PLAIN: Mapping[str, Rule] = {"plain_text_input": inputs.PLAIN_TEXT_INPUT}

ACCESSORIES: Mapping[str, Rule] = {**_CHOOSING, **_PRESSED, "image": IMAGE_ELEMENT}
MESSAGE_ACTIONS: Mapping[str, Rule] = {**_CHOOSING, **_PRESSED, **_DATETIME}
HOME_ACTIONS: Mapping[str, Rule] = {**_CHOOSING, **_PRESSED, **_RICH}
MODAL_ACTIONS: Mapping[str, Rule] = {**HOME_ACTIONS, **_DATETIME}
MESSAGE_INPUTS: Mapping[str, Rule] = {**_CHOOSING, **_PLAIN, **_DATETIME}
HOME_INPUTS: Mapping[str, Rule] = {**_CHOOSING, **_PLAIN, **_RICH}
MODAL_INPUTS: Mapping[str, Rule] = {
    **choosing(boolean),
    **_PLAIN,
    **_DATETIME,
    **_RICH,
    "email_text_input": inputs.EMAIL_INPUT,
    "url_text_input": inputs.URL_INPUT,
    "number_input": inputs.NUMBER_INPUT,
    "file_input": inputs.FILE_INPUT,
}
