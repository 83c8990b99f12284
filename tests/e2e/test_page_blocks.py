"""The blocks and elements that the page renders, and the payloads that the app gets when they are used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e import gallery
from tests.e2e.browser import BROWSER_MARKS, tab
from tests.e2e.gallery import Block
from tests.e2e.scripted_app import Json, Scripted, modal

CALLS = "C0CALLS"
MESSAGE = (*gallery.TEXTS.values(), gallery.CONTROLS)
BLOCKS = {"section", "header", "divider", "context", "actions", "image", "input", "rich_text", "markdown", "table"}
SELECTS = {
    f"{multi}{of}_select"
    for multi in ("", "multi_")
    for of in ("static", "users", "channels", "conversations", "external")
}
BUTTONS = {"button", "overflow", "radio_buttons", "checkboxes"}
FIELDS = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
pytestmark = BROWSER_MARKS


@pytest.fixture
def page(browser: Browser, scripted: Scripted) -> Iterator[Page]:
    with tab(browser, scripted.url) as opened:
        opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield opened


@pytest.fixture
def received(scripted: Scripted) -> list[Json]:
    payloads: list[Json] = []
    scripted.app.does["block_actions"] = payloads.append
    return payloads


def post_message(scripted: Scripted, page: Page, *blocks: Block) -> Locator:
    """Let the app post the blocks, and return the message."""
    scripted.client.chat_postMessage(channel=CALLS, text="Look", blocks=blocks)
    message = page.get_by_role("article").last
    expect(message).to_be_visible()
    return message


def open_form(scripted: Scripted, page: Page, *blocks: Block) -> Locator:
    """Let the app open a form of the blocks, and return it."""
    scripted.app.does["shortcut"] = lambda payload: scripted.client.views_open(
        trigger_id=payload["trigger_id"], view=modal("A form", *blocks)
    )
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def wait_for_answer(page: Page, act: Any) -> None:  # noqa: ANN401 - any action of a person
    """Run `act` and wait until the app has answered."""
    with page.expect_response(re.compile("/ui/(action|view)")):
        act()


def call_module(page: Page, path: str, call: str) -> Any:  # noqa: ANN401 - any JSON value
    """Call a function that a module of the page exports."""
    return page.evaluate(f"import('/static/{path}').then((module) => module.{call})")


def test_several_options_are_chosen_by_keyboard_and_sent_one_by_one(
    scripted: Scripted, page: Page, received: list[Json]
) -> None:
    message = post_message(scripted, page, gallery.CONTROLS)
    box = message.get_by_role("combobox", name="Colours")
    offers = message.get_by_role("listbox", name="Colours").get_by_role("option")
    box.fill("r")
    expect(offers).to_have_text(["Red", "Greenlike grass"])
    box.press("ArrowDown")
    wait_for_answer(page, lambda: box.press("Enter"))
    box.press("ArrowDown")
    expect(offers).to_have_count(3)
    box.press("ArrowDown")
    wait_for_answer(page, lambda: box.press("Enter"))
    expect(message.get_by_role("list", name="Chosen").first).to_contain_text("Red")
    wait_for_answer(page, message.get_by_role("button", name="Remove Red").click)
    chosen = [[each["value"] for each in payload["actions"][0]["selected_options"]] for payload in received]
    assert chosen == [["red"], ["red", "green"], ["green"]]


def test_the_options_of_an_external_select_are_loaded_once_the_query_is_long_enough(
    scripted: Scripted, page: Page, received: list[Json]
) -> None:
    scripted.app.does["block_suggestion"] = lambda payload: {"options": [gallery.option(f"{payload['value']}-4711")]}
    message = post_message(scripted, page, gallery.CONTROLS)
    box = message.get_by_role("combobox", name="A call")
    box.press_sequentially("o")
    expect(message.get_by_text("Type 1 more letter to search.")).to_be_visible()
    box.press_sequentially("rder")
    wait_for_answer(page, message.get_by_role("option", name="order-4711").click)
    expect(message.get_by_role("button", name="Remove order-4711")).to_be_visible()
    assert received[0]["actions"][0]["selected_option"]["value"] == "order-4711"


def test_an_external_select_without_options_says_so(scripted: Scripted, page: Page) -> None:
    scripted.app.does["block_suggestion"] = lambda _payload: {"options": []}
    message = post_message(scripted, page, gallery.CONTROLS)
    message.get_by_role("combobox", name="A call").press_sequentially("zzz")
    expect(message.get_by_text("No results")).to_be_visible()


def test_each_picker_sends_its_value_as_slack_does(scripted: Scripted, page: Page, received: list[Json]) -> None:
    message = post_message(scripted, page, gallery.CONTROLS)

    def inside(action: str) -> Locator:
        return message.locator(f'[data-control][data-action-id="{action}"]')

    wait_for_answer(page, lambda: inside("one").select_option("Green"))
    wait_for_answer(page, lambda: inside("grouped").select_option("Steel"))
    wait_for_answer(page, lambda: inside("user").select_option("grace"))
    wait_for_answer(page, lambda: inside("channel").select_option("#calls"))
    wait_for_answer(page, lambda: inside("day").fill("2026-12-24"))
    wait_for_answer(page, lambda: inside("moment").fill("2018-10-25T10:27"))
    wait_for_answer(page, inside("radio").get_by_label("Blue").check)
    wait_for_answer(page, inside("boxes").get_by_label("Red").check)
    values = received[-1]["state"]["values"]["all"]
    assert values["one"]["selected_option"]["value"] == "green"
    assert values["grouped"]["selected_option"]["value"] == "steel"
    assert values["user"]["selected_user"] == "U0GRACE"
    assert values["channel"]["selected_channel"] == CALLS
    assert values["day"]["selected_date"] == "2026-12-24"
    assert values["moment"]["selected_date_time"] == 1540459620
    assert values["radio"]["selected_option"]["value"] == "blue"
    assert [each["value"] for each in values["boxes"]["selected_options"]] == ["red", "green"]


def test_a_checkbox_that_is_not_confirmed_is_unchecked_again(
    scripted: Scripted, page: Page, received: list[Json]
) -> None:
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": gallery.COLOURS, "confirm": gallery.CONFIRM}
    message = post_message(scripted, page, {"type": "actions", "elements": [boxes]})
    message.get_by_label("Red").check()
    page.get_by_role("alertdialog").get_by_role("button", name="No").click()
    expect(message.get_by_label("Red")).not_to_be_checked()
    assert received == []


def test_a_form_submits_the_value_of_every_field(scripted: Scripted, page: Page) -> None:
    submitted: list[Json] = []
    scripted.app.does["view_submission"] = submitted.append
    form = open_form(scripted, page, *gallery.FORM)
    form.get_by_label("Name").fill("Ada")
    form.get_by_label("Age").fill("36")
    form.get_by_label("Mail").fill("ada@example.com")
    form.get_by_label("Colours", exact=True).click()
    form.get_by_role("option", name="Red").click()
    form.get_by_role("option", name="Blue").click()
    form.get_by_role("option", name="Green").click()
    expect(form.get_by_text("You can choose up to 2.")).to_be_visible()
    form.get_by_label("When").fill("2018-10-25T10:26")
    form.get_by_label("How").get_by_label("Blue").check()
    wait_for_answer(page, form.get_by_role("button", name="Search").click)
    values = {name: next(iter(each.values())) for name, each in submitted[0]["view"]["state"]["values"].items()}
    assert (values["name"]["value"], values["age"]["value"], values["mail"]["value"]) == (
        "Ada",
        "36",
        "ada@example.com",
    )
    assert [each["value"] for each in values["colours"]["selected_options"]] == ["red", "blue"]
    assert values["when"]["selected_date_time"] == 1540459560
    assert values["how"]["selected_option"]["value"] == "blue"
    assert values["site"]["value"] is None


def test_a_changed_form_keeps_what_was_entered_under_the_same_ids_only(scripted: Scripted, page: Page) -> None:
    def change(payload: Json) -> None:
        changed = [
            gallery.input_block(
                "Name, again", {"type": "plain_text_input", "action_id": "name", "initial_value": "Grace"}
            ),
            {
                **gallery.input_block(
                    "Other", {"type": "plain_text_input", "action_id": "other", "initial_value": "new"}
                )
            },
            gallery.input_block("Colours", {**colours["element"], "placeholder": gallery.plain("Any")}),
            again,
        ]
        scripted.client.views_update(view_id=payload["view"]["id"], view=modal("A form", *changed))

    colours = gallery.input_block(
        "Colours", {"type": "multi_static_select", "action_id": "c", "options": gallery.COLOURS}
    )
    again = {"type": "actions", "block_id": "do", "elements": [gallery.button("Change", "change")]}
    scripted.app.does["block_actions"] = change
    name = gallery.input_block("Name", {"type": "plain_text_input", "action_id": "name"})
    gone = gallery.input_block("Old", {"type": "plain_text_input", "action_id": "old"})
    form = open_form(scripted, page, name, gone, colours, again)
    form.get_by_label("Name").fill("Ada")
    form.get_by_label("Old").fill("old")
    form.get_by_label("Colours", exact=True).click()
    form.get_by_role("option", name="Red").click()
    page.keyboard.press("Escape")
    form.get_by_role("button", name="Change").click()
    expect(form.get_by_label("Name, again")).to_have_value("Ada")
    expect(form.get_by_label("Other")).to_have_value("new")
    expect(form.get_by_role("button", name="Remove Red")).to_be_visible()


def test_the_field_with_focus_on_load_has_the_focus(scripted: Scripted, page: Page) -> None:
    second = {"type": "plain_text_input", "action_id": "second", "focus_on_load": True}
    form = open_form(
        scripted,
        page,
        gallery.input_block("First", {"type": "plain_text_input", "action_id": "first"}),
        gallery.input_block("Second", second),
    )
    expect(form.get_by_label("Second")).to_be_focused()


def test_a_message_is_copied_as_block_kit_builder_takes_it(scripted: Scripted, page: Page) -> None:
    message = post_message(scripted, page, gallery.TEXTS["header"])
    message.hover()

    def copied(what: str) -> str:
        message.get_by_role("button", name="More actions").press("Enter")
        page.get_by_role("menuitem", name=what).press("Enter")
        expect(page.get_by_text("Copied", exact=True)).to_be_visible()
        text: str = page.evaluate("navigator.clipboard.readText()")
        return text

    block = json.loads(copied("Copy JSON"))["blocks"][0]
    assert (block["type"], block["text"]["text"]) == ("header", "One of everything :wave:")
    assert copied("Copy text") == "Look"
    ts = message.get_attribute("data-ts")
    assert copied("Copy ts") == ts
    assert copied("Copy link").startswith(f"{scripted.url}/#")


def test_a_form_and_the_home_tab_are_copied_as_an_app_would_send_them(scripted: Scripted, page: Page) -> None:
    form = open_form(scripted, page, *gallery.FORM[:1])
    form.get_by_role("button", name="Copy JSON").click()
    expect(form.get_by_text("Copied", exact=True)).to_be_visible()
    view = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert (view["type"], view["title"]["text"], "id" in view) == ("modal", "A form", False)
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    scripted.client.views_publish(user_id="U0ADA", view={"type": "home", "blocks": [gallery.TEXTS["header"]]})
    page.goto(f"{scripted.url}/#app=home")
    page.get_by_role("region", name="Home").get_by_role("button", name="Copy JSON").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))["type"] == "home"


@pytest.mark.parametrize(
    ("path", "call", "kind"),
    [
        ("blocks/blocks.js", "renderBlock({ type: 'hologram', depth: 3 }, {})", "block"),
        ("blocks/elements.js", "renderElement({ type: 'hologram', depth: 3 }, {})", "element"),
    ],
)
def test_an_unknown_block_or_element_shows_its_type_and_json(page: Page, path: str, call: str, kind: str) -> None:
    text = call_module(page, path, f"{call}.textContent")
    assert text.startswith(f"{kind} type hologram is not drawn here")
    assert '"depth": 3' in text


def test_an_attachment_shows_its_json(scripted: Scripted, page: Page) -> None:
    scripted.client.chat_postMessage(channel=CALLS, text="Look", attachments=[{"fallback": "A ticket", "text": "open"}])
    box = page.get_by_role("article").last.get_by_role("note")
    box.get_by_text("Show its JSON").click()
    expect(box).to_contain_text('"text": "open"')


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//example.com"])
def test_a_link_that_is_neither_web_nor_mail_nor_telephone_is_plain_text(page: Page, url: str) -> None:
    assert call_module(page, "text/render.js", f"anchor({json.dumps(url)}, ['x']).outerHTML") == "<span>x</span>"


def test_dates_are_written_as_slack_writes_them(page: Page) -> None:
    tokens = "date_num date date_short date_long date_pretty date_short_pretty date_long_pretty time time_secs ago"
    form = "|".join(f"{{{token}}}" for token in tokens.split())
    written = call_module(page, "text/dates.js", f"formatDate({json.dumps(form)}, 1540459560, new Date(1540545960000))")
    assert written.split("|") == [
        "2018-10-25",
        "October 25th, 2018",
        "Oct 25, 2018",
        "Thursday, October 25th, 2018",
        *["yesterday"] * 3,
        "10:26",
        "10:26:00",
        "1 day ago",
    ]


def test_every_block_and_element_is_rendered(scripted: Scripted, page: Page) -> None:
    posted = (*MESSAGE, gallery.TABLE, gallery.MULTI_SELECTS)
    assert set(types_in((*posted, *gallery.FORM))) >= BLOCKS | SELECTS | BUTTONS | FIELDS | PICKERS
    message = post_message(scripted, page, *MESSAGE)
    post_message(scripted, page, gallery.TABLE, gallery.MULTI_SELECTS)
    form = open_form(scripted, page, *gallery.FORM)
    expect(form.get_by_label("Where")).to_be_visible()
    expect(message).to_be_visible()
    expect(page.get_by_role("note")).to_have_count(0)


def test_the_text_of_each_block_is_rendered_with_its_marks(scripted: Scripted, page: Page) -> None:
    message = post_message(scripted, page, *gallery.TEXTS.values(), gallery.TABLE)

    def block(block_type: str) -> Locator:
        return message.locator(f"[data-block-type={block_type}]")

    expect(block("header")).to_have_role("heading")
    expect(block("section").locator("strong, em, s, code, blockquote, pre")).to_have_count(8)
    expect(block("section").locator(".mention")).to_have_text(["@ada", "#calls", "@here"])
    expect(block("section").get_by_role("img", name="A headset")).to_be_visible()
    expect(block("rich_text").get_by_role("listitem")).to_have_text(["one", "two", "inside"])
    expect(block("rich_text").locator("u")).to_have_text("underlined")
    expect(block("markdown").get_by_role("heading")).to_have_text("A heading")
    expect(block("markdown").get_by_role("row")).to_have_text(["WhoCalls", "Ada3", "Grace12"])
    expect(block("markdown").get_by_role("listitem")).to_have_text(["bold item", "☑ done"])
    expect(block("divider")).to_have_role("separator")
    expect(block("image")).to_contain_text("The desk")
    expect(block("image").get_by_role("link")).to_have_attribute("href", gallery.IMAGE_URL)
    expect(block("context")).to_contain_text("Seen by two people")
    expect(block("table").get_by_role("columnheader")).to_have_text(["Who", "Calls"])
    expect(block("table").get_by_role("cell", name="3")).to_have_css("text-align", "right")


def test_a_remote_file_is_a_box(page: Page) -> None:
    file = "{ type: 'file', external_id: 'A1', source: 'remote' }"
    assert call_module(page, "blocks/blocks.js", f"renderBlock({file}, {{}}).textContent") == "A remote file, A1"


def types_in(value: object) -> Iterator[str]:
    """Yield the type of everything in a JSON value."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    yield from (value["type"],) if isinstance(value, dict) and "type" in value else ()
    for each in inside:
        yield from types_in(each)


def test_every_control_has_a_name(scripted: Scripted, page: Page) -> None:
    message = post_message(scripted, page, *MESSAGE)
    controls = message.locator("button, a, input, select, textarea, summary")
    assert controls.count() > 25
    for control in controls.all():
        expect(control).to_have_accessible_name(re.compile(r"\S"))


def test_everything_fits_on_a_phone(browser: Browser, scripted: Scripted) -> None:
    with tab(browser, scripted.url, width=390) as phone:
        post_message(scripted, phone, *MESSAGE)
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
        wide = phone.locator("#channel-log").evaluate("node => node.scrollWidth - node.clientWidth")
        assert wide == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_has_enough_contrast(browser: Browser, scripted: Scripted, dark: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    with tab(browser, scripted.url, dark=dark) as page:
        message = post_message(scripted, page, *MESSAGE)
        assert message.evaluate(LOW_CONTRAST) == []


LOW_CONTRAST = """
message => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const over = (colours) => {
    canvas.fillStyle = "#fff";
    canvas.fillRect(0, 0, 1, 1);
    for (const colour of colours) ((canvas.fillStyle = colour), canvas.fillRect(0, 0, 1, 1));
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (node) => (node ? [...behind(node.parentElement), getComputedStyle(node).backgroundColor] : []);
  const faded = (node) => node && (getComputedStyle(node).opacity !== "1" || faded(node.parentElement));
  const words = [...message.querySelectorAll("*")].filter((node) =>
    node.checkVisibility() && !faded(node) && !node.classList.contains("emoji") &&
    [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()));
  return words
    .map((node) => ({ node, colours: behind(node) }))
    .map(({ node, colours }) => ({
      text: node.textContent,
      ratio: ratio(over([...colours, getComputedStyle(node).color]), over(colours)),
    }))
    .filter((found) => found.ratio < 4.5);
}
"""
