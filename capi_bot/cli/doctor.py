"""`capi-bot doctor`: the checks of `capi_bot/doctor.py` as lines or as JSON, and the next step."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from capi_bot.cli.process import FAILURE, SUCCESS, print_output

if TYPE_CHECKING:
    from capi_bot.doctor import CheckResult

DETAILS = """Each check is a line that begins with ok or WRONG; what is WRONG says what to do.
The last line is the next step. The exit code is 0 where everything is ok, else 1.
Vonage is asked only where its credentials are set, Slack only where its tokens are.

--json prints {"ok": true or false, "checks": [...], "next": "..."} instead, with
{"name": "...", "outcome": "...", "message": "..."} for each check. A name may be
there several times. The outcome is one of
  ok           nothing to do
  imperfect    it serves, but something should be changed
  unavailable  it does not serve now; capi-bot run starts and tries again
  refused      capi-bot run does not start before you change it
Secrets are in neither form."""

_FIRST_STEP = (
    "write these settings into a file .env in this folder, as “Install it in Slack” in the README tells, "
    "and run capi-bot doctor again. To look around without any account: capi-bot sandbox."
)


def doctor(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run every check and print what came of it; return the exit code."""
    from capi_bot import logs  # noqa: PLC0415 - heavy
    from capi_bot.doctor import run_checks  # noqa: PLC0415 - heavy
    from capi_bot.slack import manifest  # noqa: PLC0415 - heavy

    logs.configure("CRITICAL")  # each result explains its failure, so the logs of Slack's library add nothing
    results: list[CheckResult] = []
    for result in run_checks(environ, scopes=manifest.SCOPES, clock=time.time):
        results.append(result)
        if not args.json:
            print_output(result)
    step = next_step(results, environ)
    is_ok = all(result.ok for result in results)
    if args.json:
        print_output(json.dumps({"ok": is_ok, "checks": [*map(_as_json, results)], "next": step}, indent=2))
    else:
        print_output(f"Next: {step}")
    return SUCCESS if is_ok else FAILURE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `capi-bot doctor`."""
    parser.add_argument("--json", action="store_true", help="print one JSON document in place of the lines")


def next_step(results: Collection[CheckResult], environ: Mapping[str, str]) -> str:
    """Return what the operator should do after all checks: it completes `Next: …`."""
    from capi_bot.doctor import Outcome  # noqa: PLC0415 - heavy
    from capi_bot.settings import SETTINGS  # noqa: PLC0415 - heavy

    if not any(setting.find(environ)[1] for setting in SETTINGS if setting.required != "no"):
        return _FIRST_STEP
    found = {result.outcome for result in results}
    if Outcome.REFUSED in found:
        return "change what is WRONG above, and run capi-bot doctor again."
    if Outcome.UNAVAILABLE in found:
        return "look at what is WRONG above. capi-bot run starts all the same, and tries again by itself."
    if Outcome.IMPERFECT in found:
        return "capi-bot run. It works, but change what is WRONG above when you can."
    return "capi-bot run."


def _as_json(result: CheckResult) -> Mapping[str, str]:
    return {"name": result.name, "outcome": result.outcome.name.lower(), "message": result.message}
