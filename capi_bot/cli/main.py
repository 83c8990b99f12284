"""The command line `capi-bot`: its parser, its subcommands, and the exit codes of errors.

Exit codes: 0 success, 1 a failure outside the program, 2 a wrong command or setting, 130 interrupted.
Imports that only one subcommand needs are inside it, so that `capi-bot jwt` does not wait for Slack's library.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dotenv import dotenv_values

from capi_bot import __version__
from capi_bot.cli import doctor, sandbox
from capi_bot.cli.process import (
    FAILURE,
    INTERRUPTED,
    USAGE_ERROR,
    print_error,
    print_json,
    print_output,
    shutdown_signal,
    stop_at_end_of_file,
)
from capi_bot.errors import CapiBotError, SettingsError, UnauthorizedError, UnreachableError, UserError

DOCTOR = "To check all settings and connections, run: capi-bot doctor"
"""The last line of a failure that `capi-bot doctor` explains."""

EXIT_CODES = """exit codes:
  0 done, 1 something outside the program failed, 2 a wrong command or setting, 130 interrupted

capi-bot COMMAND --help tells more of each command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """A subcommand; `function` runs it and returns the exit code, `arguments` declares its arguments."""

    name: str
    help: str
    function: Callable[[argparse.Namespace, Mapping[str, str]], int]
    examples: tuple[str, ...]
    """Command lines, for its `--help`."""
    arguments: Callable[[argparse.ArgumentParser], object] = lambda _: None
    details: str = ""
    """What its `--help` tells beside `help`."""
    is_explained_by_doctor: bool = False
    """Whether it needs what `capi-bot doctor` checks, so that a failure points there."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the subcommand of `argv` (default: the process's arguments) and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack a character: escape it
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            return _run_subcommand(argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader closed the pipe, as `head` does; at exit Python would try to write once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE


def _run_subcommand(argv: Sequence[str] | None) -> int:
    args = build_parser().parse_args(argv)
    try:
        environ = read_environment(os.environ)
    except SettingsError as error:  # doctor cannot read the file either
        return print_error(error, USAGE_ERROR)
    try:
        return int(args.function(args, environ))
    except (SettingsError, UserError) as error:
        code = print_error(error, USAGE_ERROR)
        is_explained = isinstance(error, SettingsError)
    except CapiBotError as error:
        code = print_error(error)
        is_explained = isinstance(error, (UnauthorizedError, UnreachableError))
    except KeyboardInterrupt:
        return INTERRUPTED
    return print_error(DOCTOR, code) if is_explained and args.is_explained_by_doctor else code


def build_parser() -> argparse.ArgumentParser:
    """Build the parser from `SUBCOMMANDS`; without a subcommand it prints the help."""
    parser = argparse.ArgumentParser(
        prog="capi-bot",
        description="Watch live Vonage conversations from Slack.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"capi-bot {__version__}")
    parser.set_defaults(function=lambda _args, _environ: print_output(parser.format_help().rstrip()))
    parser.set_defaults(is_explained_by_doctor=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for subcommand in SUBCOMMANDS:
        subparser = commands.add_parser(
            subcommand.name,
            help=subcommand.help,
            description="\n\n".join(filter(None, (subcommand.help, subcommand.details))),
            epilog="\n  ".join(("for example:", *subcommand.examples)),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        subparser.set_defaults(function=subcommand.function, is_explained_by_doctor=subcommand.is_explained_by_doctor)
        subcommand.arguments(subparser)
    return parser


def read_environment(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return `environ` and the variables of the file `.env` in the working directory, where `environ` takes precedence.

    Values of the file are not interpolated. Raises SettingsError where it cannot be read.
    """
    try:
        dotenv = dotenv_values(".env", encoding="utf-8-sig", interpolate=False)
    except UnicodeDecodeError as error:
        raise SettingsError("The file .env cannot be read: save it as UTF-8 text.") from error
    except OSError as error:
        advice = "let the user that runs this read it"
        raise SettingsError(f"The file .env cannot be read ({error.strerror}): {advice}.") from error
    return {name: value for name, value in dotenv.items() if value is not None} | dict(environ)


def _run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from capi_bot import bootstrap, logs  # noqa: PLC0415 - heavy
    from capi_bot.settings import Settings  # noqa: PLC0415 - heavy

    settings = Settings.from_env(environ)
    logs.configure(settings.log_level)
    with shutdown_signal() as stop:
        if args.until_stdin_ends:
            stop_at_end_of_file(sys.stdin.fileno())
        bot = bootstrap.build(settings, environ)
        try:
            bot.start()
            stop.started()
            print_output(f"capi-bot: {bot.describe()}")
            stop.wait()
        finally:
            bot.stop()
    return print_output("Stopped.")


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    # For the sandbox: its bot must not outlive it, however it ends.
    parser.add_argument("--until-stdin-ends", action="store_true", help=argparse.SUPPRESS)


def _api(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from capi_bot.capi import CapiClient  # noqa: PLC0415 - heavy
    from capi_bot.settings import VonageSettings  # noqa: PLC0415 - heavy

    vonage = VonageSettings.from_env(environ)
    with CapiClient(vonage.application_id, vonage.private_key, base_url=vonage.api_url) as client:
        return print_json(client.get(_add_query(_complete_path(args.path), args.query)))


def _complete_path(text: str) -> str:
    """Return a path with its first slash, which some shells turn into a folder of theirs; an address stays one."""
    path = text.strip()
    return path if path.startswith("/") or "://" in path.partition("?")[0] else f"/{path}"


def _add_query(path: str, query: Sequence[tuple[str, str]]) -> str:
    if not query:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode(query)}"


def _api_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="such as /v1/conversations; the first slash may be left out")
    parser.add_argument(
        "-q",
        dest="query",
        metavar="K=V",
        type=_parse_query_parameter,
        action="append",
        default=[],
        help="a query parameter; repeatable",
    )


def _parse_query_parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError("write a query parameter as name=value")
    return name, value


def _jwt(_: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from capi_bot.capi.auth import create_jwt  # noqa: PLC0415 - heavy
    from capi_bot.settings import VonageSettings  # noqa: PLC0415 - heavy

    vonage = VonageSettings.from_env(environ)
    return print_output(
        create_jwt(vonage.private_key, vonage.application_id, now=int(time.time()), jti=str(uuid.uuid4()))
    )


def _manifest(args: argparse.Namespace, _: Mapping[str, str]) -> int:
    from capi_bot.slack import manifest  # noqa: PLC0415 - heavy

    return print_output(manifest.to_yaml(manifest.build_manifest(args.url)).rstrip())


def _manifest_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="", help="public https address of the bot, for HTTP instead of Socket Mode")


SUBCOMMANDS = (
    Subcommand(
        name="run",
        help="Run the bot.",
        function=_run,
        arguments=_run_arguments,
        examples=("capi-bot run",),
        details="Settings are environment variables, or lines of a file .env in this folder. Ctrl-C stops it.",
        is_explained_by_doctor=True,
    ),
    Subcommand(
        name="sandbox",
        help="Try everything on this machine, with no account.",
        function=sandbox.sandbox,
        arguments=sandbox.arguments,
        examples=(
            "capi-bot sandbox --open",
            'capi-bot sandbox --once "conversations live"',
            "capi-bot sandbox --faults latency=2s,server-error=30%",
        ),
    ),
    Subcommand(
        name="doctor",
        help="Check settings, credentials and connections.",
        function=doctor.doctor,
        arguments=doctor.arguments,
        examples=("capi-bot doctor", "capi-bot doctor --json"),
        details=doctor.DETAILS,
    ),
    Subcommand(
        name="api",
        help="GET a path of the API and print the JSON.",
        function=_api,
        arguments=_api_arguments,
        examples=("capi-bot api v1/conversations -q order=desc -q page_size=1", "capi-bot api v1/calls"),
        details="Nothing is masked in what it prints.",
        is_explained_by_doctor=True,
    ),
    Subcommand(
        name="jwt",
        help="Print a token for the API, good for 15 minutes.",
        function=_jwt,
        examples=("capi-bot jwt",),
        details="Whoever has it can act as your application.",
        is_explained_by_doctor=True,
    ),
    Subcommand(
        name="manifest",
        help="Print the Slack app's manifest.",
        function=_manifest,
        arguments=_manifest_arguments,
        examples=("capi-bot manifest", "capi-bot manifest --url https://bot.example.com"),
    ),
)
