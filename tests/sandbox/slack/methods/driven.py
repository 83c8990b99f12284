"""For each method of the table a call of the real client that works, and one that Slack refuses."""

from __future__ import annotations

from collections.abc import Mapping

from tests.sandbox.slack.methods.desk import APP_TOKEN, CALLS, DIVIDER, HOME, MODAL, SOON, TOKEN, Driven

DRIVEN: Mapping[str, Driven] = {
    "api.test": Driven(lambda d: d.slack.api_test(), lambda d: d.slack.api_test(error="x"), "x"),
    "apps.connections.open": Driven(
        lambda d: d.slack.apps_connections_open(app_token=APP_TOKEN),
        lambda d: d.slack.apps_connections_open(app_token=TOKEN),
        "not_allowed_token_type",
    ),
    "auth.test": Driven(lambda d: d.slack.auth_test(), lambda d: d.slack.auth_test(token="x"), "invalid_auth"),
    "blocks.validate": Driven(
        lambda d: d.slack.blocks_validate(blocks=[DIVIDER]),
        lambda d: d.slack.blocks_validate(view={**MODAL, "blocks": []}),
        "invalid_view",
    ),
    "bots.info": Driven(
        lambda d: d.slack.bots_info(bot="B0CAPIBOT"), lambda d: d.slack.bots_info(bot="B0"), "bot_not_found"
    ),
    "chat.delete": Driven(
        lambda d: d.slack.chat_delete(channel=CALLS, ts=d.ts),
        lambda d: d.slack.chat_delete(channel=CALLS, ts="1.0"),
        "message_not_found",
    ),
    "chat.deleteScheduledMessage": Driven(
        lambda d: d.slack.chat_deleteScheduledMessage(channel=CALLS, scheduled_message_id=d.scheduled),
        lambda d: d.slack.chat_deleteScheduledMessage(channel=CALLS, scheduled_message_id="Q0"),
        "invalid_scheduled_message_id",
    ),
    "chat.getPermalink": Driven(
        lambda d: d.slack.chat_getPermalink(channel=CALLS, message_ts=d.ts),
        lambda d: d.slack.chat_getPermalink(channel=CALLS, message_ts="1.0"),
        "message_not_found",
    ),
    "chat.meMessage": Driven(
        lambda d: d.slack.chat_meMessage(channel=CALLS, text="waves"),
        lambda d: d.slack.chat_meMessage(channel=CALLS, text=""),
        "no_text",
    ),
    "chat.postEphemeral": Driven(
        lambda d: d.slack.chat_postEphemeral(channel=CALLS, user="U0ADA", text="psst"),
        lambda d: d.slack.chat_postEphemeral(channel=CALLS, user="U0CAPIBOT", text="psst"),
        "user_not_in_channel",
    ),
    "chat.postMessage": Driven(
        lambda d: d.slack.chat_postMessage(channel="#calls", text="List", blocks=[DIVIDER]),
        lambda d: d.slack.chat_postMessage(channel=CALLS, text="x", thread_ts="1.0"),
        "thread_not_found",
    ),
    "chat.scheduleMessage": Driven(
        lambda d: d.slack.chat_scheduleMessage(channel=CALLS, text="x", post_at=SOON),
        lambda d: d.slack.chat_scheduleMessage(channel=CALLS, text="x", post_at=1),
        "time_in_past",
    ),
    "chat.scheduledMessages.list": Driven(
        lambda d: d.slack.chat_scheduledMessages_list(),
        lambda d: d.slack.chat_scheduledMessages_list(channel="C0"),
        "invalid_channel",
    ),
    "chat.update": Driven(
        lambda d: d.slack.chat_update(channel=CALLS, ts=d.ts, text="Gone"),
        lambda d: d.slack.chat_update(channel=CALLS, ts=d.ts, text="x" * 4001),
        "msg_too_long",
    ),
    "conversations.create": Driven(
        lambda d: d.slack.conversations_create(name="night-calls"),
        lambda d: d.slack.conversations_create(name="calls"),
        "name_taken",
    ),
    "conversations.history": Driven(
        lambda d: d.slack.conversations_history(channel=CALLS),
        lambda d: d.slack.conversations_history(channel="C0LOBBY"),
        "not_in_channel",
    ),
    "conversations.info": Driven(
        lambda d: d.slack.conversations_info(channel=CALLS),
        lambda d: d.slack.conversations_info(channel="C0"),
        "channel_not_found",
    ),
    "conversations.invite": Driven(
        lambda d: d.slack.conversations_invite(channel="C0PAYLOAD", users=["U0ANNIE", "U0NEW"], force=True),
        lambda d: d.slack.conversations_invite(channel=CALLS, users="U0ADA"),
        "already_in_channel",
    ),
    "conversations.join": Driven(
        lambda d: d.slack.conversations_join(channel="C0LOBBY"),
        lambda d: d.slack.conversations_join(channel="D0ADA"),
        "method_not_supported_for_channel_type",
    ),
    "conversations.kick": Driven(
        lambda d: d.slack.conversations_kick(channel=CALLS, user="U0ADA"),
        lambda d: d.slack.conversations_kick(channel=CALLS, user="U0CAPIBOT"),
        "cant_kick_self",
    ),
    "conversations.leave": Driven(
        lambda d: d.slack.conversations_leave(channel=CALLS),
        lambda d: d.slack.conversations_leave(channel="C0"),
        "channel_not_found",
    ),
    "conversations.list": Driven(
        lambda d: d.slack.conversations_list(types="public_channel,im", limit=2),
        lambda d: d.slack.conversations_list(types="rooms"),
        "invalid_types",
    ),
    "conversations.members": Driven(
        lambda d: d.slack.conversations_members(channel=CALLS),
        lambda d: d.slack.conversations_members(channel=CALLS, cursor="x"),
        "invalid_cursor",
    ),
    "conversations.open": Driven(
        lambda d: d.slack.conversations_open(users="U0ADA"),
        lambda d: d.slack.conversations_open(users=["U0"]),
        "user_not_found",
    ),
    "conversations.replies": Driven(
        lambda d: d.slack.conversations_replies(channel=CALLS, ts=d.ts),
        lambda d: d.slack.conversations_replies(channel=CALLS, ts="1.0"),
        "thread_not_found",
    ),
    "emoji.list": Driven(
        lambda d: d.slack.emoji_list(), lambda d: d.slack.emoji_list(token=APP_TOKEN), "not_allowed_token_type"
    ),
    "files.completeUploadExternal": Driven(
        lambda d: d.slack.files_completeUploadExternal(files=[{"id": d.promised}], channel_id=CALLS),
        lambda d: d.slack.files_completeUploadExternal(files=[{"id": "F0"}]),
        "file_not_found",
    ),
    "files.delete": Driven(
        lambda d: d.slack.files_delete(file=d.file), lambda d: d.slack.files_delete(file="F0"), "file_not_found"
    ),
    "files.getUploadURLExternal": Driven(
        lambda d: d.slack.files_getUploadURLExternal(filename="a.txt", length=1),
        lambda d: d.slack.files_getUploadURLExternal(filename="", length=1),
        "invalid_arguments",
    ),
    "files.info": Driven(
        lambda d: d.slack.files_info(file=d.file), lambda d: d.slack.files_info(file="F0"), "file_not_found"
    ),
    "files.list": Driven(lambda d: d.slack.files_list(), lambda d: d.slack.files_list(types="songs"), "unknown_type"),
    "reactions.add": Driven(
        lambda d: d.slack.reactions_add(channel=CALLS, timestamp=d.ts, name="eyes"),
        lambda d: d.slack.reactions_add(channel=CALLS, timestamp=d.reacted, name="eyes"),
        "already_reacted",
    ),
    "reactions.get": Driven(
        lambda d: d.slack.reactions_get(channel=CALLS, timestamp=d.reacted),
        lambda d: d.slack.reactions_get(channel=CALLS),
        "no_item_specified",
    ),
    "reactions.list": Driven(
        lambda d: d.slack.reactions_list(), lambda d: d.slack.reactions_list(user="U0"), "user_not_found"
    ),
    "reactions.remove": Driven(
        lambda d: d.slack.reactions_remove(channel=CALLS, timestamp=d.reacted, name="eyes"),
        lambda d: d.slack.reactions_remove(channel=CALLS, timestamp=d.ts, name="eyes"),
        "no_reaction",
    ),
    "team.info": Driven(lambda d: d.slack.team_info(), lambda d: d.slack.team_info(team="T0"), "team_not_found"),
    "users.conversations": Driven(
        lambda d: d.slack.users_conversations(),
        lambda d: d.slack.users_conversations(user="U0"),
        "user_not_found",
    ),
    "users.getPresence": Driven(
        lambda d: d.slack.users_getPresence(user="U0ADA"),
        lambda d: d.slack.users_getPresence(user="U0"),
        "user_not_found",
    ),
    "users.info": Driven(
        lambda d: d.slack.users_info(user="U0ADA"), lambda d: d.slack.users_info(user="U0"), "user_not_found"
    ),
    "users.list": Driven(
        lambda d: d.slack.users_list(limit=2), lambda d: d.slack.users_list(limit=2000), "invalid_limit"
    ),
    "users.lookupByEmail": Driven(
        lambda d: d.slack.users_lookupByEmail(email="ada@sandbox.example"),
        lambda d: d.slack.users_lookupByEmail(email="ada@nowhere.example"),
        "users_not_found",
    ),
    "users.profile.get": Driven(
        lambda d: d.slack.users_profile_get(user="U0ADA"),
        lambda d: d.slack.users_profile_get(user="U0"),
        "user_not_found",
    ),
    "views.open": Driven(
        lambda d: d.slack.views_open(trigger_id=d.trigger, view=MODAL),
        lambda d: d.slack.views_open(trigger_id="1.2.3", view=MODAL),
        "invalid_trigger_id",
    ),
    "views.publish": Driven(
        lambda d: d.slack.views_publish(user_id="U0ADA", view=HOME),
        lambda d: d.slack.views_publish(user_id="U0ADA", view=HOME, hash="1.x"),
        "hash_conflict",
    ),
    "views.push": Driven(
        lambda d: (d.view, d.slack.views_push(trigger_id=d.trigger, view=MODAL)),
        lambda d: d.slack.views_push(trigger_id=d.trigger, view=MODAL),
        "not_found",
    ),
    "views.update": Driven(
        lambda d: d.slack.views_update(view_id=d.view, view=MODAL),
        lambda d: d.slack.views_update(view_id="V0", view=MODAL),
        "not_found",
    ),
}
