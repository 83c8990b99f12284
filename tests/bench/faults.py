"""Load with faults on both sides: `python -m tests.bench.faults [--minutes 5] [--rate 500] [--share 0.1]`.

A real bot between a stand-in of Slack and one of Vonage, by signed HTTP. Each interaction is one person's, in a place
of its own; the table says how many were answered, by what, and how often twice. An answer that may have appeared and
was not posted again, but said so in a private note, is noted, which is no double. Needs Linux, for the bot's memory.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Self

import requests

from capi_bot.sandbox import vonage
from capi_bot.sandbox.bot_process import BotProcess
from capi_bot.sandbox.environment import generate_key_pair
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.vonage.faults import KINDS, StandingFaults, parse_faults
from tests.bench.acts import Act, Harvest, command, event, mixed_acts, shortcut
from tests.bench.faulty_slack import HANG, FaultySlack, Seen, Shown
from tests.contact_centre import contact_centre
from tests.fakes_slack import SECRET, signed

NOTES = (
    "Slack did not say whether",
    "Perhaps Slack did not",
    "Slack does not let me complete",
    "Slack did not let me show",
    "Slack did not open the form",
    "I may not post",
)
"""How notes begin that an answer may be missing: each of them is an answer of its own."""
FAILURES = ("Vonage ", "Something went wrong")
"""How reports begin that there is no answer, or that the rest of one does not come."""
BUSY = "I am busy"
MEANWHILE = ("Looking it up…", "Looking… what I find follows.")
UNFINISHED = "Looking…"
LOST = "An answer reached nobody"
ACK_SECONDS = 3.0
DRAIN_SECONDS = 160.0
"""For the longest series of repeated calls to end."""
TWICE_SECONDS = 25.0
"""For what would be posted a second time."""
HARVEST_SECONDS = 8.0
FIRST_HARVESTED = 900_000
PEOPLE_AT_ONCE = 64
VONAGE_FAULTS = {"latency", "rate-limit", "server-error", "reset"}


@dataclass(slots=True)
class Acknowledgements:
    """Milliseconds until each delivery was acknowledged; `failed` are those that were not."""

    ms: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one person was shown in the end."""

    answers: int
    failures: int
    notes: int
    is_busy: bool
    is_unfinished: bool
    answered_at: float | None

    @property
    def is_answered(self) -> bool:
        """Return whether the person knows what became of what they asked."""
        return bool(self.answers or self.failures or self.notes or self.is_busy)


def judge(seen: Seen) -> Verdict:
    """Say what a person sees: whole answers, notes that one may be missing, and what never came to an end."""
    shown = [each for each in seen.shown.values() if each.is_answer and not _is_meanwhile(each.text)]
    notes = [each for each in shown if any(words in each.text for words in NOTES)]
    busy = [each for each in shown if BUSY in each.text]
    failures = [each for each in shown if each.text.lstrip("⚠️ \n").startswith(FAILURES)]
    answers = [each for each in shown if each not in (*notes, *failures, *busy)]
    times = [at for each in shown for at, text in each.texts if at >= 0 and not _is_meanwhile(text)]
    stays = [each for each in seen.shown.values() if each.is_answer and _is_stuck(each)]
    return Verdict(
        answers=len(answers),
        failures=len(failures),
        notes=len(notes),
        is_busy=bool(busy),
        is_unfinished=bool(stays) and not (notes or failures),
        answered_at=min(times) if times else None,
    )


def _is_meanwhile(text: str) -> bool:
    return any(text.strip().startswith(words) for words in MEANWHILE) or (MEANWHILE[0] in text and len(text) < 60)


def _is_stuck(shown: Shown) -> bool:
    return MEANWHILE[0] in shown.text or (UNFINISHED in shown.text and MEANWHILE[1] not in shown.text)


@contextlib.contextmanager
def running(slack: FaultySlack, faults: StandingFaults, output: deque[str]) -> Iterator[tuple[str, int]]:
    """Run the bot between both stand-ins; return where it listens, and its process id."""
    private_key, public_key = generate_key_pair()
    application_id = str(uuid.uuid4())
    api = Host(vonage.create_app(contact_centre(), public_key, application_id, faults=faults))
    bot = BotProcess(
        {
            "SLACK_API_URL": f"{slack.url}/api/",
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "VONAGE_API_URL": api.url,
            "VONAGE_APPLICATION_ID": application_id,
            "VONAGE_PRIVATE_KEY": private_key,
            "CAPI_PORT": "0",
            "CAPI_STORE": ":memory:",
        }
    )
    bot.output = output
    try:
        line = bot.first_line()
        yield next(word for word in line.split() if word.startswith("http")).rstrip(".,"), bot._process.pid
    finally:
        bot.stop()
        api.stop()


class People:
    """Everybody who acts: each act is a signed delivery, whose acknowledgement is timed."""

    def __init__(self, slack: FaultySlack, bot_url: str) -> None:
        self.acks = Acknowledgements()
        self.kinds: dict[str, str] = {}
        self._slack = slack
        self._bot_url = bot_url
        self._lock = Lock()
        self._http = requests.Session()
        self._http.trust_env = False
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=PEOPLE_AT_ONCE)
        self._http.mount("http://", adapter)

    def act(self, number: str, act: Act) -> None:
        """Deliver an act and note how long it took to be acknowledged."""
        self.kinds[number] = act.kind
        self._slack.begin(number, act.shown)
        headers = signed(SECRET, act.body, str(int(time.time())), act.content_type)
        began = time.monotonic()
        try:
            response = self._http.post(self._bot_url, data=act.body, headers=headers, timeout=30)
            problem = "" if response.ok else f"{act.kind}: {response.status_code}"
        except requests.RequestException as error:
            response, problem = None, f"{act.kind}: {type(error).__name__}"
        ms = (time.monotonic() - began) * 1000
        with self._lock:
            self.acks.ms.append(ms)
            self.acks.failed += [problem] if problem else []
        if response is not None and response.text:
            self._slack.acknowledge(number, act.view, response.text)


def harvest(slack: FaultySlack, people: People) -> Harvest:
    """Let the bot answer a few acts without faults, and keep what it posted."""
    acts: tuple[Callable[[str], Act], ...] = (
        lambda n: command("harvest", slack.url, n, "conversations", f"C{n}"),
        lambda n: command("harvest", slack.url, n, "conversations private", f"C{n}"),
        lambda n: command("harvest", slack.url, n, "members CON-bc643220-2542-499a-892e-c982c4150c06", f"C{n}"),
        lambda n: event("harvest", n, type="app_home_opened", tab="home", channel=f"D{n}"),
        shortcut,
    )
    numbers = [f"{FIRST_HARVESTED + place:06d}" for place in range(len(acts))]
    for number, act in zip(numbers, acts, strict=True):
        people.act(number, act(number))
    time.sleep(HARVEST_SECONDS)
    contents = [slack.contents[number] for number in numbers]
    return Harvest(
        public_list=contents[0], private_list=contents[1], members=contents[2], home=contents[3], form=contents[4]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a process takes at some time (Linux)."""

    at: str
    megabytes: float
    """Resident memory."""
    threads: int

    @classmethod
    def of(cls, process_id: int, at: str) -> Self:
        """Read it now."""
        lines = Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines()
        fields = dict(line.split(":", 1) for line in lines)
        return cls(at=at, megabytes=int(fields["VmRSS"].split()[0]) / 1024, threads=int(fields["Threads"]))


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def main() -> None:
    """Run the load and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--rate", type=float, default=500.0, help="interactions a minute")
    parser.add_argument("--share", type=float, default=0.1, help="the part of calls that fail, on each side")
    parser.add_argument("--side", choices=("both", "slack", "vonage"), default="both", help="whose calls fail")
    parser.add_argument("--samples", type=int, default=5, help="of each kind of trouble, to print")
    parser.add_argument("--log", help="file for the log of the bot")
    given = parser.parse_args()
    slack, output = FaultySlack(), deque[str]()
    each = max(given.share * 100 / 5, 0.001)
    words = f"latency={HANG}s@{each:.3f}%,rate-limit=2s@{each:.3f}%,server-error={each * 2:.3f}%,reset={each:.3f}%"
    faults = StandingFaults(parse_faults(words))
    turn(faults, on=False)
    with slack.serving(), running(slack, faults, output) as (bot_url, process_id):
        people = People(slack, bot_url)
        make = mixed_acts(slack.url, harvest(slack, people))
        people.acks, slack.seen, slack.contents = Acknowledgements(), {}, {}
        turn(faults, on=given.side != "slack" and given.share > 0)
        slack.share = given.share if given.side != "vonage" else 0.0
        sizes = load(people, make, given, process_id)
        drain(slack)
        sizes.append(Size.of(process_id, "end"))
    report(slack, people, output, sizes, given.samples)
    if given.log:
        Path(given.log).write_text("\n".join(output), encoding="utf-8")


def turn(faults: StandingFaults, *, on: bool) -> None:
    """Switch the faults of Vonage on that are part of the load, or all off."""
    for kind in KINDS:
        faults.turn(kind.name, on=on and kind.name in VONAGE_FAULTS)


def load(people: People, make: Callable[[str], Act], given: argparse.Namespace, process_id: int) -> list[Size]:
    """Act at the given rate; return the size of the bot before, and after each minute."""
    sizes, began, pause = [Size.of(process_id, "before")], time.monotonic(), 60 / given.rate
    with ThreadPoolExecutor(PEOPLE_AT_ONCE) as pool:
        for count in range(int(given.rate * given.minutes)):
            late = began + count * pause - time.monotonic()
            if late > 0:
                time.sleep(late)
            number = f"{count + 1:06d}"
            pool.submit(lambda number=number: people.act(number, make(number)))
            if (count + 1) % int(given.rate) == 0:
                sizes.append(Size.of(process_id, f"minute {(count + 1) // int(given.rate)}"))
    return sizes


def drain(slack: FaultySlack) -> None:
    """Wait until everybody is answered, or nobody else will be."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline:
        verdicts = [judge(seen) for seen in list(slack.seen.values())]
        if all(verdict.is_answered and not verdict.is_unfinished for verdict in verdicts):
            break
        time.sleep(1)
    time.sleep(TWICE_SECONDS if slack.share else 0.0)


def report(slack: FaultySlack, people: People, output: deque[str], sizes: Iterable[Size], samples: int) -> None:
    """Print the table, and samples of what is wrong."""
    verdicts = {number: judge(seen) for number, seen in slack.seen.items()}
    wrong = {
        "without answer": [n for n, verdict in verdicts.items() if not verdict.is_answered],
        "unfinished": [n for n, verdict in verdicts.items() if verdict.is_answered and verdict.is_unfinished],
        "doubled": [n for n, verdict in verdicts.items() if verdict.answers > 1 or verdict.failures > 1],
    }
    acks = people.acks
    rows: tuple[tuple[str, object], ...] = (
        ("interactions", len(verdicts)),
        ("calls of Slack, failed", f"{sum(slack.calls.values())}, {sum(slack.faults.values())}"),
        ("without answer or note", len(wrong["without answer"])),
        ("counted as lost by the bot", sum(LOST in line for line in output)),
        ("never came to an end", len(wrong["unfinished"])),
        ("answered twice", len(wrong["doubled"])),
        ("answered that the bot is busy", sum(verdict.is_busy for verdict in verdicts.values())),
        ("told that Vonage failed", sum(verdict.failures > 0 for verdict in verdicts.values())),
        ("noted that it may be missing", sum(verdict.notes > 0 for verdict in verdicts.values())),
        ("not acknowledged in 3 s", sum(ms > ACK_SECONDS * 1000 for ms in acks.ms) + len(acks.failed)),
        ("acknowledged, ms p50/p99/max", quantiles(acks.ms)),
        ("answered, s p50/p99/max", quantiles(times(verdicts.values()))),
        ("memory in MB, and threads", ", ".join(f"{size.at} {size.megabytes:.0f} {size.threads}" for size in sizes)),
        ("load of the machine", f"{os.getloadavg()[0]:.1f}"),
    )
    write = sys.stdout.write
    write("".join(f"{name:34}{value}\n" for name, value in rows))
    for kind in sorted({people.kinds[number] for number in verdicts}):
        found = times(verdict for number, verdict in verdicts.items() if people.kinds[number] == kind)
        write(f"  {kind:32}{len(found)}, s {quantiles(found)}\n")
    write(f"faults of Slack: {dict(slack.faults)}\ncalls of Slack: {dict(slack.calls)}\n{acks.failed[:samples]}\n")
    for name, numbers in wrong.items():
        write(f"\n{name}: {dict(Counter(people.kinds[number] for number in numbers))}\n")
        for number in numbers[:samples]:
            write(f"-- {people.kinds[number]}\n{history(slack.seen[number])}")
    errors = [line for line in output if " ERROR " in line or "Traceback" in line]
    write(f"\nerrors in the log: {len(errors)}\n" + "".join(f"   {line}\n" for line in errors[:samples]))


def times(verdicts: Iterable[Verdict]) -> list[float]:
    """Return how long the answers took."""
    return [verdict.answered_at for verdict in verdicts if verdict.answered_at is not None]


def quantiles(values: list[float]) -> str:
    """Write the median, the 99th percentile and the largest of some values."""
    return " / ".join(f"{percentile(values, share):.1f}" for share in (0.5, 0.99, 1.0))


def history(seen: Seen) -> str:
    """Write what a person saw, and what the bot called."""
    shown = [
        f"   {at:6.2f} {key}: {json.dumps(text[:150], ensure_ascii=False)}"
        for key, each in seen.shown.items()
        for at, text in each.texts
    ]
    return "\n".join((*shown, *(f"      {call}" for call in seen.calls))) + "\n"


if __name__ == "__main__":
    main()
