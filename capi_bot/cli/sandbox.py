"""`capi-bot sandbox`: what is asked for on the command line, and the stage that it raises."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from capi_bot.cli.saying import complain, say
from capi_bot.stopping import told_to_stop

MOST_CONVERSATIONS = 100_000


def sandbox(args: argparse.Namespace, _: Mapping[str, str]) -> int:
    """Run everything on this machine until we are told to stop, or one command to its end."""
    from capi_bot.sandbox import SandboxError  # noqa: PLC0415 - heavy
    from capi_bot.sandbox.contact_centre import contact_centre  # noqa: PLC0415 - heavy
    from capi_bot.sandbox.crowd import crowded  # noqa: PLC0415 - heavy
    from capi_bot.sandbox.once import once  # noqa: PLC0415 - heavy
    from capi_bot.sandbox.stage import Stage  # noqa: PLC0415 - heavy

    try:
        port = args.port if args.once is None else 0
        world = crowded(contact_centre(), args.conversations)
        with told_to_stop() as told, Stage(version=args.api_version, port=port, world=world) as stage:
            if args.once is not None:
                return say("\n\n".join(once(stage.url, args.once)))
            told.started()
            say(f"capi-bot sandbox: open {stage.url} and type /capi conversations (Ctrl-C stops it)")
            told.wait()
    except SandboxError as error:
        return complain(error)
    return say("Stopped.")


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare what follows `capi-bot sandbox`."""
    command.add_argument(
        "--port",
        type=_port,
        help="port of the page, 0 for any free one (default: 8000, or a free one if that is taken)",
    )
    command.add_argument(
        "--api-version", choices=("v1", "beta"), default="v1", help="version of the Conversation API (default: v1)"
    )
    command.add_argument(
        "--conversations", metavar="N", type=_count, default=0, help="have N conversations more, older than the others"
    )
    command.add_argument(
        "--once", metavar="COMMAND", type=_command, help="run one /capi command, print what it posts, and exit"
    )


def _command(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("name the command to run, for example --once conversations")
    return text


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST_CONVERSATIONS):
        raise argparse.ArgumentTypeError(f"it must be a number up to {MOST_CONVERSATIONS}")
    return int(text)


def _port(text: str) -> int:
    from capi_bot.settings import kinds  # noqa: PLC0415 - heavy

    try:
        return kinds.port(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"it {error}") from error
