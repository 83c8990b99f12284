"""The command `capi-bot`: parse, call, and turn our errors into sentences and exit codes.

Exit codes: 0 done, 1 something outside did not work, 2 the command or a setting is wrong, 130 interrupted.
What a subcommand alone needs is imported inside it, so that `capi-bot jwt` does not wait for Slack's library.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dotenv import dotenv_values

from capi_bot import __version__
from capi_bot.cli import sandbox
from capi_bot.cli.output import (
    DONE,
    FAILED,
    complain,
    say,
)
from capi_bot.errors import CapiBotError, SettingsError, UserError
from capi_bot.shutdown import shutdown_signal, stop_at_the_end_of

WRONG, INTERRUPTED = 2, 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """Be one row: a name, its help, its arguments and the function that does it and returns the exit code."""

    name: str
    help: str
    function: Callable[[argparse.Namespace, Mapping[str, str]], int]
    arguments: Callable[[argparse.ArgumentParser], object] = lambda _: None


def main(argv: Sequence[str] | None = None) -> int:
    """Run the subcommand that `argv` (default: the process's own arguments) names and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack a character: better escaped than refused
            stream.reconfigure(errors="backslashreplace")
    try:
        return _answer(argv)
    except BrokenPipeError:  # the reader has seen enough, as `head` has; at exit Python would try to write once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _answer(argv: Sequence[str] | None) -> int:
    try:
        return _done(argv)
    finally:
        sys.stdout.flush()


def _done(argv: Sequence[str] | None) -> int:
    args = parser().parse_args(argv)
    try:
        return int(args.function(args, environment(os.environ)))
    except (SettingsError, UserError) as error:
        return complain(error, WRONG)
    except CapiBotError as error:
        return complain(error)
    except KeyboardInterrupt:
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """Build the parser out of the rows; without a subcommand it prints the help."""
    top = argparse.ArgumentParser(prog="capi-bot", description="Watch live Vonage conversations from Slack.")
    top.add_argument("--version", action="version", version=f"capi-bot {__version__}")
    top.set_defaults(function=lambda _args, _environ: say(top.format_help().rstrip()))
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    for row in SUBCOMMANDS:
        command = commands.add_parser(row.name, help=row.help, description=row.help)
        command.set_defaults(function=row.function)
        row.arguments(command)
    return top


def environment(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Add what the file `.env` of the working directory sets, taken as it stands; the real environment wins."""
    try:
        from_file = dotenv_values(".env", encoding="utf-8-sig", interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file .env cannot be read ({type(error).__name__}): make it a UTF-8 text.") from error
    return {name: value for name, value in from_file.items() if value is not None} | dict(environ)


def _run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from capi_bot import bootstrap, logs  # noqa: PLC0415 - heavy
    from capi_bot.settings import Settings  # noqa: PLC0415 - heavy

    settings = Settings.from_env(environ)
    logs.configure(settings.log_level)
    with shutdown_signal() as told:
        if args.until_stdin_ends:
            stop_at_the_end_of(sys.stdin.fileno())
        bot = bootstrap.build(settings)
        try:
            bot.start()
            told.started()
            say(f"capi-bot: {bot.describe()}")
            told.wait()
        finally:
            bot.stop()
    return say("Stopped.")


def _run_arguments(command: argparse.ArgumentParser) -> None:
    # For the sandbox, whose bot must not outlive it, however it ends.
    command.add_argument("--until-stdin-ends", action="store_true", help=argparse.SUPPRESS)


def _doctor(_: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from capi_bot import doctor, logs  # noqa: PLC0415 - heavy
    from capi_bot.slack import manifest  # noqa: PLC0415 - heavy

    logs.configure("CRITICAL")  # a check tells of what went wrong, so Slack's library need not
    well = True
    for check in doctor.examine(environ, scopes=manifest.SCOPES, clock=time.time):
        say(check)
        well = well and check.ok
    return DONE if well else FAILED


def _api(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from capi_bot.capi import CapiClient  # noqa: PLC0415 - heavy
    from capi_bot.settings import VonageSettings  # noqa: PLC0415 - heavy

    vonage = VonageSettings.from_env(environ)
    with CapiClient(vonage.application_id, vonage.private_key, base_url=vonage.api_url) as client:
        say(json.dumps(client.get(_with(args.query, args.path)), indent=2, ensure_ascii=False))
    return DONE


def _with(query: Sequence[tuple[str, str]], path: str) -> str:
    if not query:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode(query)}"


def _api_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("path", metavar="PATH", help="such as /v1/conversations")
    command.add_argument(
        "-q", dest="query", metavar="K=V", type=_pair, action="append", default=[], help="a query parameter; repeatable"
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError("write a query parameter as name=value")
    return name, value


def _jwt(_: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from capi_bot.capi.auth import mint  # noqa: PLC0415 - heavy
    from capi_bot.settings import VonageSettings  # noqa: PLC0415 - heavy

    vonage = VonageSettings.from_env(environ)
    return say(mint(vonage.private_key, vonage.application_id, now=int(time.time()), jti=str(uuid.uuid4())))


def _manifest(args: argparse.Namespace, _: Mapping[str, str]) -> int:
    from capi_bot.slack import manifest  # noqa: PLC0415 - heavy

    return say(manifest.to_yaml(manifest.build_manifest(args.url)).rstrip())


def _manifest_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--url", default="", help="public https address of the bot, for HTTP instead of Socket Mode")


SUBCOMMANDS = (
    Subcommand(name="run", help="Run the bot.", function=_run, arguments=_run_arguments),
    Subcommand(
        name="sandbox",
        help="Try everything on this machine, with no account.",
        function=sandbox.sandbox,
        arguments=sandbox.arguments,
    ),
    Subcommand(name="doctor", help="Check settings, credentials and connections.", function=_doctor),
    Subcommand(name="api", help="GET a path of the API and print the JSON.", function=_api, arguments=_api_arguments),
    Subcommand(name="jwt", help="Print a token for the API, good for 15 minutes.", function=_jwt),
    Subcommand(
        name="manifest", help="Print the Slack app's manifest.", function=_manifest, arguments=_manifest_arguments
    ),
)
