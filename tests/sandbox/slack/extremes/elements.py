"""The limits of buttons, menus and inputs."""

from __future__ import annotations

from tests.sandbox.slack.extremes.limit import Limit, itself, limit, placeholder, several
from tests.sandbox.slack.extremes.parts import (
    CONFIRM,
    FEEDBACK,
    ICON,
    SELECT,
    WORKFLOW,
    actions,
    asked,
    button,
    message,
    modal,
    option,
    plain,
)

_E = "/blocks/0/elements/0"
_PRESS = message(actions(button(confirm=CONFIRM)))
OPTIONS = several(option)
_CHOICES = message(actions(SELECT))
_GROUPED = message(
    actions({"type": "static_select", "option_groups": [{"label": plain("Group"), "options": [option()]}]}),
)
_OVERFLOW = message(actions({"type": "overflow", "options": [option()]}))
_IN_CONTEXT = message({"type": "context_actions", "elements": [FEEDBACK, ICON]})

BUTTONS: tuple[Limit, ...] = (
    limit("button.text.max_length", 75, _PRESS, f"{_E}/text/text"),
    limit("button.url.max_length", 3000, _PRESS, f"{_E}/url"),
    limit("button.value.max_length", 2000, _PRESS, f"{_E}/value"),
    limit("button.accessibility_label.max_length", 75, _PRESS, f"{_E}/accessibility_label"),
    limit("button.agent_prompt.max_length", 4000, _PRESS, f"{_E}/agent_prompt"),
    limit("button.visible_to_user_ids.max_items", 10, _PRESS, f"{_E}/visible_to_user_ids", several(lambda _: "U0ADA")),
    *(
        limit(f"confirmation.{name}.max_length", most, _PRESS, f"{_E}/confirm/{name}/text")
        for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30))
    ),
    limit("actions.elements.max_items", 25, _PRESS, "/blocks/0/elements", several(button)),
    limit("actions.elements.min_items", 1, _PRESS, "/blocks/0/elements", several(button)),
    limit(
        "context.elements.max_items",
        10,
        message({"type": "context", "elements": [plain()]}),
        "/blocks/0/elements",
        several(lambda _: plain()),
    ),
    limit("context_actions.elements.max_items", 5, _IN_CONTEXT, "/blocks/0/elements", several(lambda _: FEEDBACK)),
    limit("feedback_button.text.max_length", 75, _IN_CONTEXT, f"{_E}/positive_button/text/text"),
    limit("feedback_button.value.max_length", 2000, _IN_CONTEXT, f"{_E}/negative_button/value"),
    limit(
        "feedback_button.accessibility_label.max_length",
        75,
        _IN_CONTEXT,
        f"{_E}/negative_button/accessibility_label",
    ),
    limit("icon_button.text.max_length", 75, _IN_CONTEXT, "/blocks/0/elements/1/text/text"),
    limit("icon_button.value.max_length", 2000, _IN_CONTEXT, "/blocks/0/elements/1/value"),
    limit(
        "icon_button.accessibility_label.max_length",
        75,
        _IN_CONTEXT,
        "/blocks/0/elements/1/accessibility_label",
    ),
    limit(
        "icon_button.visible_to_user_ids.max_items",
        10,
        _IN_CONTEXT,
        "/blocks/0/elements/1/visible_to_user_ids",
        several(lambda _: "U0ADA"),
    ),
    limit("workflow_button.text.max_length", 75, message(actions(WORKFLOW)), f"{_E}/text/text"),
    limit(
        "workflow_button.accessibility_label.max_length",
        75,
        message(actions(WORKFLOW)),
        f"{_E}/accessibility_label",
    ),
)
CHOICES: tuple[Limit, ...] = (
    limit("option.text.max_length", 75, _CHOICES, f"{_E}/options/0/text/text"),
    limit("option.value.max_length", 150, _CHOICES, f"{_E}/options/0/value"),
    limit(
        "option.description.max_length",
        75,
        message(actions({**SELECT, "options": [option(description=plain())]})),
        f"{_E}/options/0/description/text",
    ),
    limit("option.url.max_length", 3000, _OVERFLOW, f"{_E}/options/0/url"),
    limit("option_group.label.max_length", 75, _GROUPED, f"{_E}/option_groups/0/label/text"),
    limit("option_group.options.min_items", 1, _GROUPED, f"{_E}/option_groups/0/options", OPTIONS),
    limit("option_group.options.max_items", 100, _GROUPED, f"{_E}/option_groups/0/options", OPTIONS),
    limit(
        "select.placeholder.max_length",
        150,
        message(actions({**SELECT, "placeholder": plain()})),
        f"{_E}/placeholder/text",
    ),
    limit("select.options.min_items", 1, _CHOICES, f"{_E}/options", OPTIONS),
    limit("select.options.max_items", 100, _CHOICES, f"{_E}/options", OPTIONS),
    *(
        limit(
            f"select.option_groups.{bound}_items",
            number,
            _GROUPED,
            f"{_E}/option_groups",
            several(lambda each: {"label": plain(f"Group {each}"), "options": [option()]}),
        )
        for bound, number in (("min", 1), ("max", 100))
    ),
    limit(
        "select.min_query_length.min",
        0,
        message(actions({"type": "external_select"})),
        f"{_E}/min_query_length",
        itself,
    ),
    *(
        limit(f"{name}.options.{bound}_items", number, message(actions({"type": name})), f"{_E}/options", OPTIONS)
        for name, most in (("overflow", 5), ("checkboxes", 10), ("radio_buttons", 10))
        for bound, number in (("min", 1), ("max", most))
    ),
    *(
        limit(
            "multi_select.max_selected_items.min",
            1,
            message(actions({"type": kind, **more})),
            f"{_E}/max_selected_items",
            itself,
        )
        for kind, more in (
            ("multi_static_select", {"options": [option()]}),
            ("multi_external_select", {}),
            ("multi_users_select", {}),
            ("multi_channels_select", {}),
            ("multi_conversations_select", {}),
        )
    ),
    limit(
        "conversation_filter.include.min_items",
        1,
        message(actions({"type": "conversations_select", "filter": {}})),
        f"{_E}/filter/include",
        several(lambda _: "im"),
    ),
    placeholder("date_picker", asked("datepicker")),
    placeholder("time_picker", asked("timepicker")),
)
_INPUT = "/view/blocks/0/element"
INPUTS: tuple[Limit, ...] = (
    *(
        placeholder(name, asked(kind, **more))
        for name, kind, more in (
            ("plain_text_input", "plain_text_input", {}),
            ("email_input", "email_text_input", {}),
            ("url_input", "url_text_input", {}),
            ("number_input", "number_input", {"is_decimal_allowed": False}),
            ("rich_text_input", "rich_text_input", {}),
        )
    ),
    *(
        limit(f"{name}.{field}.{bound}", number, modal(asked(name)), f"{_INPUT}/{field}", itself)
        for name, field, least, most in (
            ("file_input", "max_files", 1, 10),
            ("plain_text_input", "min_length", 0, 3000),
            ("plain_text_input", "max_length", 1, 3000),
            ("rich_text_input", "min_lines", 1, 100),
            ("rich_text_input", "max_lines", 1, 100),
        )
        for bound, number in (("min", least), ("max", most))
    ),
    limit(
        "plain_text_input.initial_value.max_length", 3000, modal(asked("plain_text_input")), f"{_INPUT}/initial_value"
    ),
    *(
        limit(
            f"dispatch_action_configuration.trigger_actions_on.{bound}_items",
            number,
            modal(asked("plain_text_input", dispatch_action_config={})),
            f"{_INPUT}/dispatch_action_config/trigger_actions_on",
            several(lambda _: "on_enter_pressed"),
        )
        for bound, number in (("min", 1), ("max", 2))
    ),
    limit("input.label.max_length", 2000, modal(asked("plain_text_input")), "/view/blocks/0/label/text"),
    limit(
        "input.hint.max_length",
        2000,
        modal({**asked("plain_text_input"), "hint": plain()}),
        "/view/blocks/0/hint/text",
    ),
)
