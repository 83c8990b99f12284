"""`capi-bot sandbox`: its arguments, and the sandbox environment that they configure."""

from __future__ import annotations

import argparse
import math
import os
import webbrowser
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from capi_bot.cli.process import USAGE_ERROR, print_error, print_output, shutdown_signal
from capi_bot.errors import SettingsError

MAX_CONVERSATIONS = 10_000
MIN_SPEED, MAX_SPEED = 0.001, 1000.0
PACKAGES = frozenset({"flask", "werkzeug"})
"""What the extra `sandbox` installs."""


def sandbox(args: argparse.Namespace, _: Mapping[str, str]) -> int:
    """Run everything on this machine until a signal stops it, or one command to its end.

    Raises SettingsError where the packages of the sandbox are not installed.
    """
    try:
        from capi_bot.sandbox import SandboxError  # noqa: PLC0415 - heavy, and not always installed
        from capi_bot.sandbox.environment import SandboxEnvironment  # noqa: PLC0415 - the same
        from capi_bot.sandbox.once import run_once  # noqa: PLC0415 - the same
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in PACKAGES:
            raise
        raise SettingsError("The sandbox needs one more package: pip install -e '.[sandbox]'") from error

    try:
        options = _options(args)
    except SandboxError as error:
        return print_error(error, USAGE_ERROR)
    try:
        with shutdown_signal() as stop, SandboxEnvironment(**options) as environment:
            if args.once is not None:
                return print_output("\n\n".join(run_once(environment.url, args.once)))
            stop.started()
            print_output(f"capi-bot sandbox: open {environment.url} and type /capi conversations (Ctrl-C stops it)")
            if args.open:
                # A daemon: a browser that the environment names may not return before it is closed.
                Thread(target=_open_page, args=(environment.url,), name="browser", daemon=True).start()
            stop.wait()
    except SandboxError as error:
        return print_error(error)
    return print_output("Stopped.")


def _open_page(url: str) -> None:
    """Open the page in a browser, or say that there is none: one of text alone could not show it."""
    try:
        browser = webbrowser.get()
        is_of_text = type(browser) is webbrowser.GenericBrowser and not os.environ.get("BROWSER")
        if not is_of_text and browser.open(url):
            return
    except (webbrowser.Error, OSError):
        pass
    print_error(f"No browser can be opened from here: open {url} yourself.")


def _options(args: argparse.Namespace) -> Mapping[str, Any]:
    """Return the environment's configuration; raises SandboxError for unknown faults."""
    from capi_bot.sandbox import vonage  # noqa: PLC0415 - heavy
    from capi_bot.sandbox.world import live_world  # noqa: PLC0415 - heavy
    from capi_bot.slack.manifest import build_manifest  # noqa: PLC0415 - heavy

    return {
        "version": args.api_version,
        "port": args.port if args.once is None else 0,
        "world": live_world(datetime.now(UTC), seed=args.seed, speed=args.speed, conversations=args.conversations),
        "events_envelope": args.events_envelope,
        "transport": args.transport,
        "faults": vonage.StandingFaults(vonage.parse_faults(args.faults), seed=args.seed),
        "manifest": build_manifest(),
        "limited": True,
        "opening": args.once is None,
    }


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments of `capi-bot sandbox`."""
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
        "--seed",
        metavar="N",
        type=_seed,
        default=0,
        help="which calls come, as the same ones for the same seed (default: 0)",
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
    either = command.add_mutually_exclusive_group()
    either.add_argument("--open", action="store_true", help="open the page in the browser")
    either.add_argument(
        "--once", metavar="COMMAND", type=_command, help="run one /capi command, print what it posts, and exit"
    )


def _command(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("name the command to run, for example --once conversations")
    return text


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= MAX_CONVERSATIONS):
        raise argparse.ArgumentTypeError(f"it must be a number up to {MAX_CONVERSATIONS}")
    return int(text)


def _seed(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError("it must be a whole number") from None


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if speed and not MIN_SPEED <= speed <= MAX_SPEED:  # slower, what has happened would begin before the year 1
        raise argparse.ArgumentTypeError(f"it must be 0, or a number from {MIN_SPEED:g} to {MAX_SPEED:g}")
    return speed


def _port(text: str) -> int:
    from capi_bot.settings import converters  # noqa: PLC0415 - heavy

    try:
        return converters.parse_port(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"it {error}") from error
