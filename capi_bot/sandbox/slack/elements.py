"""Block Kit's composition objects and elements, as tables of rules.

https://docs.slack.dev/reference/block-kit/composition-objects
https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

from collections.abc import Mapping

from capi_bot.sandbox.slack.rules import Rule, anything, array, boolean, by_type, number, one_of, shape, string

ANY_LENGTH = 40_000
"""No field of a message is longer than the message itself may be."""


def plain(most: int) -> Rule:
    """Want a plain_text object."""
    return by_type({"plain_text": _typed("plain_text", {"text": string(most)}, {"emoji": boolean})})


def mrkdwn(most: int) -> Rule:
    """Want a mrkdwn object."""
    return by_type({"mrkdwn": _typed("mrkdwn", {"text": string(most)}, {"verbatim": boolean})})


def either(most: int) -> Rule:
    """Want a plain_text or a mrkdwn object."""
    return by_type(
        {
            "plain_text": _typed("plain_text", {"text": string(most)}, {"emoji": boolean}),
            "mrkdwn": _typed("mrkdwn", {"text": string(most)}, {"verbatim": boolean}),
        },
    )


def _typed(
    kind: str,
    required: Mapping[str, Rule],
    optional: Mapping[str, Rule] | None = None,
    *,
    any_of: tuple[str, ...] = (),
) -> Rule:
    return shape({"type": one_of(kind), **required}, optional, any_of=any_of)


def _element(kind: str, required: Mapping[str, Rule] | None = None, optional: Mapping[str, Rule] | None = None) -> Rule:
    return _typed(kind, required or {}, {"action_id": string(255), **(optional or {})})


def _option(text: Rule) -> Rule:
    return shape({"text": text}, {"value": string(150), "description": either(75), "url": string(3000)})


STYLE = one_of("primary", "danger")
CONFIRM = shape({"text": either(300)}, {"title": plain(100), "confirm": plain(30), "deny": plain(30), "style": STYLE})
PLAIN_OPTION = _option(plain(75))
RICH_OPTION = _option(either(75))
_PLAIN_OPTIONS = array(PLAIN_OPTION, 100)
_GROUPS = array(shape({"label": plain(75), "options": _PLAIN_OPTIONS}), 100)
_COLLECTED = {"confirm": CONFIRM, "focus_on_load": boolean}
_ASKED = {**_COLLECTED, "placeholder": plain(150)}
_TYPED_IN = {
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "initial_value": string(3000, 0),
    "dispatch_action_config": shape(
        {},
        {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)},
    ),
}
_IDS = array(string(255), 100)
_FILTER = {
    "default_to_current_conversation": boolean,
    "filter": shape(
        {},
        {
            "include": array(one_of("im", "mpim", "private", "public"), 4),
            "exclude_external_shared_channels": boolean,
            "exclude_bot_users": boolean,
        },
        any_of=("include", "exclude_external_shared_channels", "exclude_bot_users"),
    ),
}
_URL_BACK = {"response_url_enabled": boolean}
_SEVERAL = {"max_selected_items": number(1)}

BUTTON = _element(
    "button",
    {"text": plain(75)},
    {
        "value": string(2000),
        "url": string(3000),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
        "agent_prompt_display": anything,
        "visible_to_user_ids": _IDS,
    },
)
IMAGE_ELEMENT = _typed(
    "image",
    {"alt_text": string(2000)},
    {"image_url": string(3000), "slack_file": anything},
    any_of=("image_url", "slack_file"),
)
ICON_BUTTON = _element(
    "icon_button",
    {"icon": string(255), "text": plain(75)},
    {"value": string(2000), "confirm": CONFIRM, "accessibility_label": string(75), "visible_to_user_ids": _IDS},
)
_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
FEEDBACK_BUTTONS = _element("feedback_buttons", {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK})

PICKERS: Mapping[str, Rule] = {
    "static_select": _typed(
        "static_select",
        {},
        {
            "action_id": string(255),
            "options": _PLAIN_OPTIONS,
            "option_groups": _GROUPS,
            "initial_option": PLAIN_OPTION,
            **_ASKED,
        },
        any_of=("options", "option_groups"),
    ),
    "multi_static_select": _typed(
        "multi_static_select",
        {},
        {
            "action_id": string(255),
            "options": _PLAIN_OPTIONS,
            "option_groups": _GROUPS,
            "initial_options": _PLAIN_OPTIONS,
            **_ASKED,
            **_SEVERAL,
        },
        any_of=("options", "option_groups"),
    ),
    "external_select": _element(
        "external_select",
        optional={"initial_option": PLAIN_OPTION, "min_query_length": number(0), **_ASKED},
    ),
    "multi_external_select": _element(
        "multi_external_select",
        optional={"initial_options": _PLAIN_OPTIONS, "min_query_length": number(0), **_ASKED, **_SEVERAL},
    ),
    "users_select": _element("users_select", optional={"initial_user": string(255), **_ASKED}),
    "multi_users_select": _element("multi_users_select", optional={"initial_users": _IDS, **_ASKED, **_SEVERAL}),
    "channels_select": _element(
        "channels_select",
        optional={"initial_channel": string(255), **_ASKED, **_URL_BACK},
    ),
    "multi_channels_select": _element(
        "multi_channels_select",
        optional={"initial_channels": _IDS, **_ASKED, **_SEVERAL},
    ),
    "conversations_select": _element(
        "conversations_select",
        optional={"initial_conversation": string(255), **_ASKED, **_FILTER, **_URL_BACK},
    ),
    "multi_conversations_select": _element(
        "multi_conversations_select",
        optional={"initial_conversations": _IDS, **_ASKED, **_FILTER, **_SEVERAL},
    ),
    "datepicker": _element("datepicker", optional={"initial_date": string(10, 10), **_ASKED}),
    "timepicker": _element("timepicker", optional={"initial_time": string(5, 5), "timezone": string(255), **_ASKED}),
    "checkboxes": _element(
        "checkboxes",
        {"options": array(RICH_OPTION, 10)},
        {"initial_options": array(RICH_OPTION, 10), **_COLLECTED},
    ),
    "radio_buttons": _element(
        "radio_buttons",
        {"options": array(RICH_OPTION, 10)},
        {"initial_option": RICH_OPTION, **_COLLECTED},
    ),
}
"""The elements with which a person chooses: good in sections, actions and inputs alike."""

DATETIME = _element("datetimepicker", optional={"initial_date_time": number(0), **_COLLECTED})
OVERFLOW = _element("overflow", {"options": array(PLAIN_OPTION, 5)}, {"confirm": CONFIRM})
WORKFLOW_BUTTON = _element(
    "workflow_button",
    {"text": plain(75), "workflow": anything},
    {"style": STYLE, "confirm": CONFIRM, "accessibility_label": string(75)},
)
RICH_TEXT_INPUT = _element(
    "rich_text_input",
    optional={**_TYPED_IN, "initial_value": anything, "min_lines": number(1), "max_lines": number(1)},
)

ACCESSORIES: Mapping[str, Rule] = {
    **PICKERS,
    "button": BUTTON,
    "overflow": OVERFLOW,
    "workflow_button": WORKFLOW_BUTTON,
    "image": IMAGE_ELEMENT,
}
HOME_ACTIONS: Mapping[str, Rule] = {
    **PICKERS,
    "button": BUTTON,
    "overflow": OVERFLOW,
    "workflow_button": WORKFLOW_BUTTON,
}
ACTIONS: Mapping[str, Rule] = {**HOME_ACTIONS, "datetimepicker": DATETIME}
HOME_INPUTS: Mapping[str, Rule] = {
    **PICKERS,
    "plain_text_input": _element(
        "plain_text_input",
        optional={**_TYPED_IN, "multiline": boolean, "min_length": number(0, 3000), "max_length": number(1, 3000)},
    ),
}
MESSAGE_INPUTS: Mapping[str, Rule] = {**HOME_INPUTS, "datetimepicker": DATETIME}
MODAL_INPUTS: Mapping[str, Rule] = {
    **MESSAGE_INPUTS,
    "rich_text_input": RICH_TEXT_INPUT,
    "email_text_input": _element("email_text_input", optional=_TYPED_IN),
    "url_text_input": _element("url_text_input", optional=_TYPED_IN),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**_TYPED_IN, "min_value": string(ANY_LENGTH), "max_value": string(ANY_LENGTH)},
    ),
    "file_input": _element(
        "file_input",
        optional={"filetypes": array(string(255), 100), "max_files": number(1, 10)},
    ),
}
