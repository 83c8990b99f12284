"""`capi-bot sandbox`: what is asked for on the command line, and the stage that it raises."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from capi_bot.cli.output import complain, say
from capi_bot.shutdown import shutdown_signal

MOST_CONVERSATIONS = 100_000
FASTEST = 1000.0


def sandbox(args: argparse.Namespace, _: Mapping[str, str]) -> int:
    """Run everything on this machine until we are told to stop, or one command to its end."""
    from capi_bot.sandbox import SandboxError  # noqa: PLC0415 - heavy
    from capi_bot.sandbox.environment import Stage  # noqa: PLC0415 - heavy
    from capi_bot.sandbox.once import once  # noqa: PLC0415 - heavy

    try:
        with shutdown_signal() as told, Stage(**_chosen(args)) as stage:
            if args.once is not None:
                return say("\n\n".join(once(stage.url, args.once)))
            told.started()
            say(f"capi-bot sandbox: open {stage.url} and type /capi conversations (Ctrl-C stops it)")
            told.wait()
    except SandboxError as error:
        return complain(error)
    return say("Stopped.")


def _chosen(args: argparse.Namespace) -> Mapping[str, Any]:
    """Return what the stage is to be like; raises SandboxError for faults that there are not."""
    from capi_bot.sandbox import vonage  # noqa: PLC0415 - heavy
    from capi_bot.sandbox.world import living  # noqa: PLC0415 - heavy
    from capi_bot.slack.manifest import build_manifest  # noqa: PLC0415 - heavy

    return {
        "version": args.api_version,
        "port": args.port if args.once is None else 0,
        "world": living(datetime.now(UTC), seed=args.seed, speed=args.speed, conversations=args.conversations),
        "events_envelope": args.events_envelope,
        "transport": args.transport,
        "faults": vonage.StandingFaults(vonage.parse(args.faults), seed=args.seed),
        "manifest": build_manifest(),
        "limited": True,
    }


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
        "--events-envelope",
        choices=("object", "array"),
        default="object",
        help="where v1 puts events: in _embedded.events (object), or in _embedded itself (array)",
    )
    command.add_argument(
        "--transport",
        choices=("http", "socket"),
        default="http",
        help="how Slack tells the bot of things: by signed HTTP requests (default) or over Socket Mode",
    )
    command.add_argument(
        "--conversations", metavar="N", type=_count, default=0, help="have N conversations more, older than the others"
    )
    command.add_argument(
        "--seed", metavar="N", type=int, default=0, help="which calls come: the same seed, the same calls (default: 0)"
    )
    command.add_argument(
        "--speed",
        metavar="X",
        type=_speed,
        default=1.0,
        help="how many times as fast things happen; 0: nothing does (default: 1)",
    )
    command.add_argument(
        "--faults",
        metavar="FAULTS",
        default="",
        help="what fails in the Conversation API from the start, such as latency=2s,server-error=30%%; "
        "all can be switched on and off on the page",
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


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 <= speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"it must be a number from 0 to {FASTEST:g}")
    return speed


def _port(text: str) -> int:
    from capi_bot.settings import converters  # noqa: PLC0415 - heavy

    try:
        return converters.port(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"it {error}") from error
