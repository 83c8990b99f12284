from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.errors import DeadlineExceededError
from capi_bot.slack.button_state import Tab, TabState, encode_tab
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.views import help as help_view
from tests.fakes import FakeApi
from tests.fakes_slack import FakeSlack
from tests.slack.interactions import (
    ADA,
    CALL,
    IN_MODAL,
    LISTED,
    ROW,
    USER,
    is_latest,
    mention,
    press,
    shown,
    slash,
)


class TestCommands:
    def test_a_list_is_posted_to_the_channel(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        assert dispatcher.command(slash(slack, "conversations")) == ""
        dispatcher.stop()
        assert {sent.to for sent in slack.sent} <= {"chat.postMessage", "chat.update"}
        assert "Front door" in shown(slack.sent[-1])

    def test_a_private_list_is_shown_only_to_the_person_who_asked(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.command(slash(slack, "conversations private"))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["response_type"]) == ("/response/slash", "ephemeral")
        assert "Front door" in shown(sent)

    @pytest.mark.parametrize("text", ["", "/capi", " private "])
    def test_nothing_typed_lists_what_is_live_to_one_person_with_examples_and_a_button_that_shares_it(
        self, dispatcher: Dispatcher, slack: FakeSlack, text: str
    ) -> None:
        dispatcher.command(slash(slack, text))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["response_type"]) == ("/response/slash", "ephemeral")
        assert "Front door" in sent.text
        assert [f"/capi {typed} " in sent.text for typed, _ in help_view.EXAMPLES] == [True] * 4
        assert "Share to channel" in shown(sent)

    @pytest.mark.parametrize("text", ["hi", "Hello!", "hey there"])
    def test_a_greeting_gets_the_menu_which_only_that_person_sees(
        self, dispatcher: Dispatcher, slack: FakeSlack, text: str
    ) -> None:
        dispatcher.command(slash(slack, text))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["response_type"]) == ("/response/slash", "ephemeral")
        assert sent.text == help_view.menu().text

    @pytest.mark.parametrize(("text", "found"), [("Front", CALL), ("“front door”", CALL), ("ada", ADA)])
    def test_a_name_alone_is_looked_for_among_conversations_and_users(
        self, dispatcher: Dispatcher, slack: FakeSlack, text: str, found: str
    ) -> None:
        dispatcher.command(slash(slack, text))
        dispatcher.stop()
        assert slack.sent[-1].to in {"chat.postMessage", "chat.update"}
        assert found in shown(slack.sent[-1])

    @pytest.mark.parametrize("text", ["help", "  HELP "])
    def test_help_is_shown_only_to_the_person_who_asked(
        self, dispatcher: Dispatcher, slack: FakeSlack, text: str
    ) -> None:
        dispatcher.command(slash(slack, text))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["response_type"]) == ("/response/slash", "ephemeral")
        assert "/capi conversations" in sent.text

    def test_a_misspelt_command_is_shown_only_to_the_person_who_asked_with_the_nearest_one(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.command(slash(slack, "conversatoins"))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["response_type"]) == ("/response/slash", "ephemeral")
        assert "Did you mean /capi conversations?" in sent.text


class TestMentions:
    def test_a_mention_is_answered_in_its_thread(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.mention(mention("user ada"))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["thread_ts"]) == ("chat.postMessage", "1700000002.1")
        assert "Ada Lovelace" in shown(sent)

    def test_a_colleague_who_is_mentioned_is_not_the_bot(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.mention(mention("user <@U2|ada>", "Ev1"))
        dispatcher.mention(mention("user <@U2>", "Ev2"))
        dispatcher.stop()
        assert {"Ada Lovelace" in shown(sent) for sent in slack.sent} == {True, False}
        assert "I cannot look up people of Slack" in "".join(map(shown, slack.sent))

    def test_help_and_misspellings_are_answered_in_the_thread_too(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.mention(mention("help", "Ev1"))
        dispatcher.mention(mention("hepl", "Ev2"))
        dispatcher.stop()
        assert {(sent.to, sent.body["thread_ts"]) for sent in slack.sent} == {("chat.postMessage", "1700000002.1")}
        assert len(slack.sent) == 2

    @pytest.mark.parametrize("text", ["user ada private", "user nobody private"])
    def test_a_private_mention_is_told_only_to_its_writer(
        self, dispatcher: Dispatcher, slack: FakeSlack, text: str
    ) -> None:
        dispatcher.mention(mention(text))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["user"]) == ("chat.postEphemeral", "U1")

    @pytest.mark.parametrize("text", ["hi", "Hello!", "Good morning"])
    def test_a_greeting_is_answered_with_the_menu(self, dispatcher: Dispatcher, slack: FakeSlack, text: str) -> None:
        dispatcher.mention(mention(text, "Ev1"))
        dispatcher.direct_message(replace(mention("", "Ev2"), text=text, thread_ts=""))
        dispatcher.stop()
        assert {sent.to for sent in slack.sent} == {"chat.postMessage"}
        assert [sent.text for sent in slack.sent] == [help_view.menu().text] * 2

    def test_the_bot_s_name_alone_lists_what_is_live(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.mention(mention(""))
        dispatcher.stop()
        assert "Front door" in slack.sent[-1].text
        assert "/capi missed " in slack.sent[-1].text

    def test_an_event_that_slack_sends_again_is_answered_once(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        for _ in range(3):
            dispatcher.mention(mention("help"))
        dispatcher.stop()
        assert len(slack.sent) == 1


class TestPresses:
    def test_a_tab_replaces_the_pressed_message(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.press(press(slack, "row.members", ROW))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["replace_original"]) == ("/response/press1", True)
        assert "ada" in shown(sent)

    def test_a_card_and_a_user_open_in_the_thread(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.press(press(slack, "row.card", ROW, 1))
        dispatcher.press(press(slack, "user.open", USER, 2))
        dispatcher.stop()
        assert {(sent.body["thread_ts"], sent.body["replace_original"]) for sent in slack.sent} == {(LISTED, False)}
        assert {sent.to for sent in slack.sent} == {"/response/press1", "/response/press2"}

    @pytest.mark.parametrize("action_id", ["row.gone", "", "again.and.again"])
    def test_a_button_that_nobody_knows_any_more_is_told(
        self, dispatcher: Dispatcher, slack: FakeSlack, action_id: str
    ) -> None:
        dispatcher.press(press(slack, action_id, ROW))
        dispatcher.stop()
        (sent,) = slack.sent
        assert sent.body["response_type"] == "ephemeral"
        assert "can no longer be read" in sent.text

    def test_a_forged_value_is_told(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.press(press(slack, "row.members", "n=²&o=../users"))
        dispatcher.stop()
        (sent,) = slack.sent
        assert sent.body["response_type"] == "ephemeral"
        assert "can no longer be read" in sent.text

    def test_the_answer_to_an_earlier_press_never_overwrites_that_to_a_later_one(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        slow = api.block("user")
        dispatcher.press(press(slack, "user.on", USER, 1))
        dispatcher.press(press(slack, "row.events", ROW, 2))
        slack.until(lambda sent: len(sent) == 1)
        slow.set()
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["/response/press2"]

    def test_a_press_that_opens_beside_does_not_keep_a_list_from_filling_in(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        slack.known["chat.postMessage"] = {"ts": LISTED}
        slow = api.block("members", CALL)
        dispatcher.command(slash(slack, "conversations"))
        slack.until(lambda sent: len(sent) == 1)
        dispatcher.press(press(slack, "user.open", USER))
        slack.until(lambda sent: len(sent) == 2)
        slow.set()
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "/response/press1", "chat.update"]
        assert "members not known" in shown(slack.sent[0])
        assert "1 joined" in shown(slack.sent[2])

    def test_a_press_on_a_list_that_fills_in_is_not_overwritten_by_it(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        slack.known["chat.postMessage"] = {"ts": LISTED}
        slow = api.block("members", CALL)
        dispatcher.command(slash(slack, "conversations"))
        slack.until(lambda sent: len(sent) == 1)
        slow_list = api.block("conversations")
        dispatcher.press(press(slack, "list.refresh", "n=1"))
        while is_latest(dispatcher.memory.latest_press, f"C1 {LISTED}", ""):  # until a worker has taken the press
            pass
        slow.set()
        slow_list.set()
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "/response/press1"]


class TestModals:
    def test_a_modal_opens_whatever_the_reads_take(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        user = api.block("user")
        dispatcher.press(press(slack, "user.open", USER, ephemeral=True))
        slack.until(lambda sent: [each.to for each in sent] == ["views.open"])
        user.set()
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.open", "views.update"]
        assert slack.sent[0].body["trigger_id"] == "trigger"
        assert slack.sent[1].body["view_id"] == "V1"
        assert "Ada Lovelace" in shown(slack.sent[1])

    def test_a_failure_is_told_in_the_modal_that_was_opened(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        api.fail("user", DeadlineExceededError("slow"))
        dispatcher.press(press(slack, "user.open", USER, ephemeral=True))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.open", "views.update"]
        assert "took too long" in shown(slack.sent[1])

    def test_where_the_trigger_has_run_out_a_new_message_beside_the_private_list_shows_it(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        dispatcher.press(press(slack, "row.card", ROW, ephemeral=True))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.open", "/response/press1"]
        assert (slack.sent[1].body["replace_original"], slack.sent[1].body["response_type"]) == (False, "ephemeral")
        assert "thread_ts" not in slack.sent[1].body
        assert "Front door" in shown(slack.sent[1])

    def test_where_the_trigger_has_run_out_a_failure_is_told_beside_the_private_list_too(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        slack.refuse("views.open", "expired_trigger_id")
        api.fail("user", DeadlineExceededError("slow"))
        dispatcher.press(press(slack, "user.open", USER, ephemeral=True))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.open", "/response/press1"]
        assert (slack.sent[1].body["replace_original"], slack.sent[1].body["response_type"]) == (False, "ephemeral")
        assert "took too long" in shown(slack.sent[1])

    def test_what_is_pressed_in_a_modal_is_answered_in_it(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.press(press(slack, "user.on", USER, **IN_MODAL))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.update"]

    def test_what_opens_beside_a_modal_stands_on_top_of_it_so_that_slacks_arrow_leads_back(
        self, dispatcher: Dispatcher, slack: FakeSlack
    ) -> None:
        dispatcher.press(press(slack, "user.open", USER, **IN_MODAL))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.push", "views.update"]
        assert slack.sent[1].body["view_id"] == "V2"
        assert "Ada Lovelace" in shown(slack.sent[1])

    def test_where_three_modals_stand_the_topmost_is_replaced(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        slack.refuse("views.push", "push_limit_reached")
        dispatcher.press(press(slack, "user.open", USER, **IN_MODAL))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.push", "views.update"]
        assert slack.sent[1].body["view_id"] == "V1"
        assert "Ada Lovelace" in shown(slack.sent[1])

    def test_a_failure_is_told_on_top_and_what_stands_below_is_left_there(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        api.fail("user", DeadlineExceededError("slow"))
        dispatcher.press(
            press(slack, "user.open", USER, view_blocks=({"type": "divider", "block_id": "card"},), **IN_MODAL)
        )
        dispatcher.stop()
        assert slack.sent[-1].body["view_id"] == "V2"
        assert "took too long" in shown(slack.sent[-1])
        assert "card" not in shown(slack.sent[-1])

    def test_a_second_press_at_once_opens_nothing_twice(self, dispatcher: Dispatcher, slack: FakeSlack) -> None:
        dispatcher.press(press(slack, "user.open", USER, 1, **IN_MODAL))
        dispatcher.press(press(slack, "user.open", USER, 2, **IN_MODAL))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["views.push", "views.update"]

    def test_in_a_modal_too_an_earlier_press_never_overwrites_a_later_one(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        slow = api.block("user")
        dispatcher.press(press(slack, "user.on", USER, 1, **IN_MODAL))
        dispatcher.press(
            press(slack, "card.members", encode_tab(TabState(conversation_id=CALL, tab=Tab.MEMBERS)), 2, **IN_MODAL)
        )
        slack.until(lambda sent: len(sent) == 1)
        slow.set()
        dispatcher.stop()
        assert len(slack.sent) == 1
        assert "Front door" in shown(slack.sent[0])
