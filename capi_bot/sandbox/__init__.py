"""The sandbox: stand-ins of both vendors, and the real bot between them, with no account.

The stand-ins are written from the vendors' documents and import nothing of the bot: one that shared its parsers would
share its misunderstandings. `SlackSandbox` puts anybody's Bolt app into the stand-in of Slack, for tests.
"""

from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.slack_sandbox import SlackSandbox

__all__ = ["SandboxError", "SlackSandbox"]
