"""Every block and element on the page, in a browser: what is drawn, and what the app hears when it is used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from capi_bot.sandbox.slack import blocks, elements
from tests.e2e import gallery
from tests.e2e.browser import IN_A_BROWSER, tab
from tests.e2e.gallery import Block
from tests.e2e.office import Office, Told, modal

CALLS = "C0CALLS"
EVERYTHING = (*gallery.SHOWN.values(), gallery.PRESSED, *gallery.FRAMED.values(), gallery.DATA_TABLE)
CONTROLS = "button, a, input, select, textarea, summary"
pytestmark = IN_A_BROWSER


@pytest.fixture
def desk(browser: Browser, puppet: Office) -> Iterator[Page]:
    with tab(browser, puppet.url) as opened:
        opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield opened


@pytest.fixture
def heard(puppet: Office) -> list[Told]:
    told: list[Told] = []
    puppet.app.does["block_actions"] = told.append
    return told


def posts(puppet: Office, page: Page, *shown: Block) -> Locator:
    """Let the app post the blocks, and return the message."""
    puppet.client.chat_postMessage(channel=CALLS, text="Look", blocks=shown)
    message = page.get_by_role("article").last
    expect(message).to_be_visible()
    return message


def opens(puppet: Office, page: Page, *shown: Block) -> Locator:
    """Let the app open a form of the blocks, and return it."""
    puppet.app.does["shortcut"] = lambda told: puppet.client.views_open(
        trigger_id=told["trigger_id"], view=modal("A form", *shown)
    )
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def answers(page: Page, act: Any) -> None:  # noqa: ANN401 - whatever a person does
    """Do it and wait until the app has answered."""
    with page.expect_response(re.compile("/ui/(action|view)")):
        act()


def module(page: Page, path: str, call: str) -> Any:  # noqa: ANN401 - what the page's own code gives back
    return page.evaluate(f"import('/static/{path}').then((module) => module.{call})")


def test_a_data_table_is_sorted_turned_and_pressed(puppet: Office, desk: Page, heard: list[Told]) -> None:
    table = posts(puppet, desk, gallery.DATA_TABLE)
    rows = table.get_by_role("rowheader")
    expect(rows).to_have_text(["Priya Raman", "Jonas Lind"])
    expect(table.get_by_role("status")).to_have_text("1\u20132 of 3")
    table.get_by_role("button", name="Next page").press("Enter")
    expect(rows).to_have_text(["Zoë Ndiaye"])
    table.get_by_role("button", name="Seconds").click()
    expect(rows).to_have_text(["Jonas Lind", "Priya Raman"])
    expect(table.get_by_role("columnheader", name="Seconds")).to_have_attribute("aria-sort", "ascending")
    table.get_by_role("button", name="Seconds").click()
    expect(rows).to_have_text(["Zoë Ndiaye", "Priya Raman"])
    answers(desk, table.get_by_role("button", name="Open").first.click)
    assert (heard[0]["actions"][0]["block_id"], heard[0]["actions"][0]["value"]) == ("calls", "open-2")


def test_a_table_stays_as_it_was_left_when_its_message_changes(puppet: Office, desk: Page) -> None:
    table = posts(puppet, desk, gallery.DATA_TABLE)
    table.get_by_role("button", name="Next page").click()
    expect(table.get_by_role("rowheader")).to_have_text(["Zoë Ndiaye"])
    ts = table.get_attribute("data-ts")
    puppet.client.chat_postMessage(channel=CALLS, text="A reply", thread_ts=ts)
    expect(table.get_by_role("button", name="1 reply")).to_be_visible()
    expect(table.get_by_role("rowheader")).to_have_text(["Zoë Ndiaye"])


def test_cards_containers_and_plans_fold_and_their_buttons_work(puppet: Office, desk: Page, heard: list[Told]) -> None:
    message = posts(puppet, desk, *gallery.FRAMED.values())
    box = message.locator("[data-block-type=container]")
    expect(box.get_by_text("Priya and Jonas")).to_be_visible()
    box.get_by_text("Members of the call").click()
    expect(box.get_by_text("Priya and Jonas")).to_be_hidden()
    box.get_by_text("Members of the call").click()
    answers(desk, box.get_by_role("button", name="Say hi").click)
    cards = message.get_by_role("group", name="Carousel").get_by_role("listitem")
    expect(cards).to_have_count(4)
    answers(desk, cards.last.get_by_role("button", name="Pass on").click)
    assert [told["actions"][0]["block_id"] for told in heard] == ["inner", "card-5"]
    step = message.get_by_role("group").filter(has_text="Step 1").last
    expect(step).to_contain_text("Done")
    step.get_by_text("Step 1").click()
    expect(step.get_by_role("link", name="The list")).to_be_visible()


def test_feedback_tells_which_button_and_keeps_it_down(puppet: Office, desk: Page, heard: list[Told]) -> None:
    message = posts(puppet, desk, gallery.SHOWN["context_actions"])
    answers(desk, message.get_by_role("button", name="A bad answer").click)
    expect(message.get_by_role("button", name="A bad answer")).to_have_attribute("aria-pressed", "true")
    answers(desk, message.get_by_role("button", name="Delete").click)
    told = [{name: each["actions"][0].get(name) for name in ("type", "value", "icon")} for each in heard]
    assert told == [
        {"type": "feedback_buttons", "value": "bad", "icon": None},
        {"type": "icon_button", "value": "gone", "icon": "trash"},
    ]


def test_several_are_chosen_by_keyboard_and_told_one_by_one(puppet: Office, desk: Page, heard: list[Told]) -> None:
    message = posts(puppet, desk, gallery.PRESSED)
    box = message.get_by_role("combobox", name="Colours")
    offers = message.get_by_role("listbox", name="Colours").get_by_role("option")
    box.fill("r")
    expect(offers).to_have_text(["Red", "Greenlike grass"])
    box.press("ArrowDown")
    answers(desk, lambda: box.press("Enter"))
    box.press("ArrowDown")
    expect(offers).to_have_count(3)
    box.press("ArrowDown")
    answers(desk, lambda: box.press("Enter"))
    expect(message.get_by_role("list", name="Chosen").first).to_contain_text("Red")
    answers(desk, message.get_by_role("button", name="Remove Red").click)
    chosen = [[each["value"] for each in told["actions"][0]["selected_options"]] for told in heard]
    assert chosen == [["red"], ["red", "green"], ["green"]]


def test_the_app_is_asked_for_options_once_enough_is_typed(puppet: Office, desk: Page, heard: list[Told]) -> None:
    puppet.app.does["block_suggestion"] = lambda told: {"options": [gallery.option(f"{told['value']}-4711")]}
    message = posts(puppet, desk, gallery.PRESSED)
    box = message.get_by_role("combobox", name="A call")
    box.press_sequentially("o")
    expect(message.get_by_text("Type 1 more letter to search.")).to_be_visible()
    box.press_sequentially("rder")
    answers(desk, message.get_by_role("option", name="order-4711").click)
    expect(message.get_by_role("button", name="Remove order-4711")).to_be_visible()
    assert heard[0]["actions"][0]["selected_option"]["value"] == "order-4711"


def test_options_that_the_app_does_not_give_are_said_to_be_missing(puppet: Office, desk: Page) -> None:
    puppet.app.does["block_suggestion"] = lambda _told: {"options": []}
    message = posts(puppet, desk, gallery.PRESSED)
    message.get_by_role("combobox", name="A call").press_sequentially("zzz")
    expect(message.get_by_text("No results")).to_be_visible()


def test_each_picker_tells_its_choice_as_slack_does(puppet: Office, desk: Page, heard: list[Told]) -> None:
    message = posts(puppet, desk, gallery.PRESSED)

    def inside(action: str) -> Locator:
        return message.locator(f'[data-holds][data-action-id="{action}"]')

    answers(desk, lambda: inside("one").select_option("Green"))
    answers(desk, lambda: inside("grouped").select_option("Steel"))
    answers(desk, lambda: inside("user").select_option("grace"))
    answers(desk, lambda: inside("channel").select_option("#calls"))
    answers(desk, lambda: inside("day").fill("2026-12-24"))
    answers(desk, lambda: inside("moment").fill("2018-10-25T10:27"))
    answers(desk, inside("radio").get_by_label("Blue").check)
    answers(desk, inside("boxes").get_by_label("Red").check)
    held = heard[-1]["state"]["values"]["all"]
    assert held["one"]["selected_option"]["value"] == "green"
    assert held["grouped"]["selected_option"]["value"] == "steel"
    assert held["user"]["selected_user"] == "U0GRACE"
    assert held["channel"]["selected_channel"] == CALLS
    assert held["day"]["selected_date"] == "2026-12-24"
    assert held["moment"]["selected_date_time"] == 1540459620
    assert held["radio"]["selected_option"]["value"] == "blue"
    assert [each["value"] for each in held["boxes"]["selected_options"]] == ["red", "green"]


def test_a_box_that_is_not_confirmed_is_unticked_again(puppet: Office, desk: Page, heard: list[Told]) -> None:
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": gallery.COLOURS, "confirm": gallery.SURE}
    message = posts(puppet, desk, {"type": "actions", "elements": [boxes]})
    message.get_by_label("Red").check()
    desk.get_by_role("alertdialog").get_by_role("button", name="No").click()
    expect(message.get_by_label("Red")).not_to_be_checked()
    assert heard == []


def test_a_form_hands_over_every_field(puppet: Office, desk: Page) -> None:
    handed: list[Told] = []
    puppet.app.does["view_submission"] = handed.append
    form = opens(puppet, desk, *gallery.FORM)
    form.get_by_label("Name").fill("Ada")
    form.get_by_label("Age").fill("36")
    form.get_by_label("Mail").fill("ada@example.com")
    form.get_by_label("Note").fill("Ring *soon*, @grace:\n- `1815`")
    form.get_by_label("Colours", exact=True).click()
    form.get_by_role("option", name="Red").click()
    form.get_by_role("option", name="Blue").click()
    form.get_by_role("option", name="Green").click()
    expect(form.get_by_text("You can choose up to 2.")).to_be_visible()
    form.get_by_label("When").fill("2018-10-25T10:26")
    form.get_by_label("How").get_by_label("Blue").check()
    answers(desk, form.get_by_role("button", name="Search").click)
    held = {name: next(iter(each.values())) for name, each in handed[0]["view"]["state"]["values"].items()}
    assert (held["name"]["value"], held["age"]["value"], held["mail"]["value"]) == ("Ada", "36", "ada@example.com")
    assert [each["value"] for each in held["colours"]["selected_options"]] == ["red", "blue"]
    assert held["when"]["selected_date_time"] == 1540459560
    assert held["how"]["selected_option"]["value"] == "blue"
    assert held["site"]["value"] is None
    section, listed = held["note"]["rich_text_value"]["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "Ring "},
        {"type": "text", "text": "soon", "style": {"bold": True}},
        {"type": "text", "text": ", "},
        {"type": "user", "user_id": "U0GRACE"},
        {"type": "text", "text": ":"},
    ]
    code = {"type": "text", "text": "1815", "style": {"code": True}}
    assert listed["elements"] == [{"type": "rich_text_section", "elements": [code]}]


def test_a_changed_form_keeps_what_was_entered_under_the_same_ids_only(puppet: Office, desk: Page) -> None:
    def change(told: Told) -> None:
        changed = [
            gallery.asked("Name, again", {"type": "plain_text_input", "action_id": "name", "initial_value": "Grace"}),
            {**gallery.asked("Other", {"type": "plain_text_input", "action_id": "other", "initial_value": "new"})},
            gallery.asked("Colours", {**colours["element"], "placeholder": gallery.plain("Any")}),
            again,
        ]
        puppet.client.views_update(view_id=told["view"]["id"], view=modal("A form", *changed))

    colours = gallery.asked("Colours", {"type": "multi_static_select", "action_id": "c", "options": gallery.COLOURS})
    again = {"type": "actions", "block_id": "do", "elements": [gallery.press("Change", "change")]}
    puppet.app.does["block_actions"] = change
    name = gallery.asked("Name", {"type": "plain_text_input", "action_id": "name"})
    gone = gallery.asked("Old", {"type": "plain_text_input", "action_id": "old"})
    form = opens(puppet, desk, name, gone, colours, again)
    form.get_by_label("Name").fill("Ada")
    form.get_by_label("Old").fill("old")
    form.get_by_label("Colours", exact=True).click()
    form.get_by_role("option", name="Red").click()
    desk.keyboard.press("Escape")
    form.get_by_role("button", name="Change").click()
    expect(form.get_by_label("Name, again")).to_have_value("Ada")
    expect(form.get_by_label("Other")).to_have_value("new")
    expect(form.get_by_role("button", name="Remove Red")).to_be_visible()


def test_the_field_that_asks_for_it_has_the_focus(puppet: Office, desk: Page) -> None:
    second = {"type": "plain_text_input", "action_id": "second", "focus_on_load": True}
    form = opens(
        puppet,
        desk,
        gallery.asked("First", {"type": "plain_text_input", "action_id": "first"}),
        gallery.asked("Second", second),
    )
    expect(form.get_by_label("Second")).to_be_focused()


def test_a_message_is_copied_as_block_kit_builder_takes_it(puppet: Office, desk: Page) -> None:
    message = posts(puppet, desk, gallery.SHOWN["header"])
    message.hover()

    def copied(what: str) -> str:
        message.get_by_role("button", name="More actions").press("Enter")
        desk.get_by_role("menuitem", name=what).press("Enter")
        expect(desk.get_by_text("Copied", exact=True)).to_be_visible()
        text: str = desk.evaluate("navigator.clipboard.readText()")
        return text

    block = json.loads(copied("Copy JSON"))["blocks"][0]
    assert (block["type"], block["text"]["text"]) == ("header", "One of everything :wave:")
    assert copied("Copy text") == "Look"
    ts = message.get_attribute("data-ts")
    assert copied("Copy ts") == ts
    assert copied("Copy link").startswith(f"{puppet.url}/#")


def test_a_form_and_the_home_tab_are_copied_as_an_app_would_send_them(puppet: Office, desk: Page) -> None:
    form = opens(puppet, desk, *gallery.FORM[:1])
    form.get_by_role("button", name="Copy JSON").click()
    expect(form.get_by_text("Copied", exact=True)).to_be_visible()
    view = json.loads(desk.evaluate("navigator.clipboard.readText()"))
    assert (view["type"], view["title"]["text"], "id" in view) == ("modal", "A form", False)
    desk.keyboard.press("Escape")
    expect(form).to_have_count(0)
    puppet.client.views_publish(user_id="U0ADA", view={"type": "home", "blocks": [gallery.SHOWN["header"]]})
    desk.goto(f"{puppet.url}/#app=home")
    desk.get_by_role("region", name="Home").get_by_role("button", name="Copy JSON").click()
    expect(desk.get_by_text("Copied", exact=True)).to_be_visible()
    assert json.loads(desk.evaluate("navigator.clipboard.readText()"))["type"] == "home"


def test_attachments_stand_beside_their_bar(puppet: Office, desk: Page) -> None:
    puppet.client.chat_postMessage(channel=CALLS, text="Look", attachments=gallery.ATTACHMENTS)
    message = desk.get_by_role("article").last
    expect(message.locator("strong", has_text="bar")).to_be_visible()
    expect(message.get_by_role("link", name="A ticket")).to_have_attribute("href", "https://example.com/ticket")
    bars = message.locator(".attachment").evaluate_all(
        "nodes => nodes.map((node) => getComputedStyle(node).borderLeftColor)"
    )
    assert bars == ["rgb(46, 182, 125)", "rgb(224, 30, 90)"]


def test_what_has_no_drawing_is_named_with_its_json(desk: Page) -> None:
    drawn = module(desk, "blocks/blocks.js", "drawBlock({ type: 'hologram', depth: 3 }, {}).textContent")
    assert drawn.startswith("block type hologram is not drawn here")
    assert '"depth": 3' in drawn


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//example.com"])
def test_a_link_that_is_neither_web_nor_mail_nor_telephone_is_only_words(desk: Page, url: str) -> None:
    assert module(desk, "text/marks.js", f"anchor({json.dumps(url)}, ['x']).outerHTML") == "<span>x</span>"


def test_dates_are_written_as_slack_writes_them(desk: Page) -> None:
    tokens = "date_num date date_short date_long date_pretty date_short_pretty date_long_pretty time time_secs ago"
    form = "|".join(f"{{{token}}}" for token in tokens.split())
    written = module(desk, "text/dates.js", f"formatDate({json.dumps(form)}, 1540459560, new Date(1540545960000))")
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


def test_typed_text_survives_the_way_through_rich_text(desk: Page) -> None:
    typed = "Hello *bold* _soft_ ~old~ `code` :tada:\n> quoted\n1. one\n2. two\n- three\n```\nas it is\n```"
    names = "{ people: [], channels: [], user: String, channel: String }"
    again = f"typedRichText(module.composeRichText({json.dumps(typed)}, {names}), {names})"
    assert module(desk, "text/compose.js", again) == typed


def test_everything_that_the_stand_in_takes_is_drawn(puppet: Office, desk: Page) -> None:
    tables = (blocks.ANYWHERE, elements.ACCESSORIES, elements.MESSAGE_ACTIONS, elements.MODAL_INPUTS)
    shown = (*EVERYTHING, gallery.TABLE, *gallery.REST, *gallery.FORM)
    assert set().union(*tables) <= set(kinds(shown))
    message = posts(puppet, desk, *EVERYTHING)
    posts(puppet, desk, gallery.TABLE, *gallery.REST)
    form = opens(puppet, desk, *gallery.FORM)
    expect(form.get_by_label("Papers")).to_be_visible()
    expect(message).to_be_visible()
    expect(desk.get_by_role("note")).to_have_count(0)


def kinds(value: object) -> Iterator[str]:
    """Yield the type of everything in a JSON value."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    yield from (value["type"],) if isinstance(value, dict) and "type" in value else ()
    for each in inside:
        yield from kinds(each)


def test_every_control_has_a_name(puppet: Office, desk: Page) -> None:
    message = posts(puppet, desk, *EVERYTHING)
    message.evaluate("node => node.querySelectorAll('details').forEach((one) => (one.open = true))")
    controls = message.locator(CONTROLS)
    assert controls.count() > 40
    for control in controls.all():
        expect(control).to_have_accessible_name(re.compile(r"\S"))


def test_everything_fits_on_a_phone(browser: Browser, puppet: Office) -> None:
    with tab(browser, puppet.url, width=390) as phone:
        posts(puppet, phone, *EVERYTHING)
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
        wide = phone.locator("#channel-log").evaluate("node => node.scrollWidth - node.clientWidth")
        assert wide == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(browser: Browser, puppet: Office, dark: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    with tab(browser, puppet.url, dark=dark) as page:
        message = posts(puppet, page, *EVERYTHING)
        assert message.evaluate(FAINT) == []


FAINT = """
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
