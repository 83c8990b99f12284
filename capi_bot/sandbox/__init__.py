"""Everything with no account: stand-ins of both vendors, and the real bot between them.

The stand-ins are written from the vendors' documents and import nothing of the bot: one that shared its parsers would
share its misunderstandings.
"""


class SandboxError(Exception):
    """Say in a sentence why the sandbox could not do what was asked."""
