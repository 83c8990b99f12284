"""The programs of the client's README run against the stand-in of the API and are typed; what else it says is true.

They run in this process, since a process for each would take a third of a second more.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from capi_bot import capi
from capi_bot.capi import CapiClient, ItemIterator, VersionName
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.vonage import create_app
from capi_bot.sandbox.vonage.faults import OneTimeFaults
from tests.contact_centre import contact_centre

ROOT = Path(__file__).parents[2]
README = (ROOT / "capi_bot/capi/README.md").read_text(encoding="utf-8")
PROGRAMS: Mapping[str, str] = dict(re.findall(r"<!-- program: (\w+) -->\n```python\n(.*?)```", README, re.DOTALL))
APPLICATION_ID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
PACKAGES = ("requests", "PyJWT", "cryptography")
CON, TIME = r"CON-[\w-]{36}", r"20\d\d-\d\d-\d\d [\d:.]+\+00:00"

IMPORTS_BLOCKED = """
import sys
allowed = {*sys.stdlib_module_names, "capi_bot", *sys.argv[1].split(",")}
class Block:
    def find_spec(self, name, *_):
        if name.partition(".")[0] not in allowed:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Block())
import capi_bot.capi
assert capi_bot.capi.CapiClient
try:
    import slack_bolt
except ModuleNotFoundError:
    print("blocked")
"""

PROGRAM_OF_CLEAN_ENVIRONMENT = """
import importlib.util, sys
from capi_bot.capi import CapiClient, ItemIterator, VersionName
assert not any(map(importlib.util.find_spec, ["flask", "slack_bolt", "responses", "pytest"]))
with CapiClient(sys.argv[1], "private.key", base_url=sys.argv[2]) as client:
    print(len(client.conversations()))
"""

WRONG_PROGRAM = """from capi_bot.capi import CapiClient
client = CapiClient("a", "b")
client.conversation(7)
CapiClient("a", "b", version="v2")
client.conversations()[0].id + 1
client.iter_call_log().colour
"""
"""Shows that the types are seen, and not Any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a program prints: lines, each of which matches one of the patterns, and all patterns are needed."""

    prints: tuple[str, ...]
    fault: Mapping[str, Any] = field(default_factory=dict)
    """A fault of all requests to the stand-in."""


RUNS: Mapping[str, Run] = {
    "calls": Run(prints=(rf"{CON} ACTIVE .+",)),
    "events": Run(prints=(rf"\d+ {TIME} [\w:]+ .*", "That is all.")),
    "user": Run(prints=(".+ now", ".+ left", ".+ invited")),
    "404": Run(
        prints=(
            "Not there: conversation:error:not-found",
            "“CON-1” is not a conversation id. A conversation id looks like CON-bc643220-2542-499a-892e-c982c4150c06.",
        )
    ),
    "401": Run(prints=("The token was refused: .+",)),
    "429": Run(
        prints=(r"Too many requests. Seconds until the next: 60.0",),
        fault={"status": 429, "headers": {"Retry-After": "60"}},
    ),
    "timeout": Run(prints=("No answer in time.",), fault={"delay": 30}),
    "region": Run(prints=(r"eu-3 [1-9]\d*", r"us-3 [1-9]\d*")),
    "threads": Run(prints=(rf"{CON}: [\w-]+(, .+)?",)),
    "json": Run(prints=(r'\{"id": ".+"from": \{"type": "\w+".+"duration": .+\}', r'\{.*"_links": .+\}')),
    "http": Run(prints=("GET /v1/users.* 200", r"\d+")),
}


@dataclass(slots=True)
class StandIn:
    url: str
    faults: OneTimeFaults
    base_urls: list[str | None] = field(default_factory=list)


@pytest.fixture
def stand_in(
    rsa_key: rsa.RSAPrivateKey, key_pem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StandIn]:
    """The stand-in of the API, which every client talks to, and `private.key` in the working directory."""
    over = Flag()
    public = rsa_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    app = create_app(contact_centre(), public, APPLICATION_ID, sleep=lambda seconds: over.wait(seconds) and None)
    host = Host(app)
    stand_in = StandIn(url=host.url, faults=app.extensions["capi_faults"])

    class ClientOfStandIn(CapiClient):
        def __init__(self, *args: Any, base_url: str | None = None, **settings: Any) -> None:  # noqa: ANN401 -- as given
            stand_in.base_urls.append(base_url)
            super().__init__(*args, base_url=stand_in.url, **settings)

    (tmp_path / "private.key").write_text(key_pem)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(capi, "CapiClient", ClientOfStandIn)
    yield stand_in
    over.set()
    host.stop()


def test_every_program_has_a_run() -> None:
    assert list(PROGRAMS) == list(RUNS)
    assert len(PROGRAMS) >= 10


@pytest.mark.parametrize("name", RUNS)
def test_a_program_of_the_readme_does_what_it_says(
    name: str, stand_in: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    run = RUNS[name]
    if run.fault:
        stand_in.faults.next(**{"times": 9} | dict(run.fault))
    exec(compile(PROGRAMS[name], name, "exec"), {"__name__": "__main__"})  # noqa: S102 -- our own, as people run it
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not any(re.fullmatch(pattern, line) for pattern in run.prints)] == []
    assert [pattern for pattern in run.prints if not any(re.fullmatch(pattern, line) for line in lines)] == []


@pytest.mark.parametrize("version", ["v1", "beta"])
def test_nothing_of_the_stand_in_is_left_out_or_refused(
    stand_in: StandIn, key_pem: str, caplog: pytest.LogCaptureFixture, version: VersionName
) -> None:
    with CapiClient(APPLICATION_ID, key_pem, base_url=stand_in.url, version=version) as client:
        conversations, calls = client.iter_conversations(), client.iter_call_log()
        newest = list(conversations)[-3:]
        assert newest
        assert list(calls)
        lists: list[ItemIterator[Any]] = [conversations, calls]
        for conversation in newest:
            assert client.conversation(conversation.id).id == conversation.id
            members, events = client.iter_members_in_full(conversation.id), client.iter_events(conversation.id)
            assert [client.member(conversation.id, member.id).id == member.id for member in members]
            numbers = [event.id for event in events]
            assert numbers
            assert [client.event(conversation.id, number).id for number in numbers[:5] if number] == numbers[:5]
            lists += [members, events]
        users = client.iter_users()
        first = next(users)
        memberships = client.iter_user_conversations(first.id)
        assert client.user(first.id).name == first.name
        assert all(membership.conversation.id for membership in memberships)
        assert list(users)
    assert all(items.is_complete for items in [*lists, users, memberships])
    assert caplog.messages == []


def test_each_region_has_an_address_of_its_own(stand_in: StandIn) -> None:
    exec(PROGRAMS["region"], {})  # noqa: S102 -- our own
    assert stand_in.base_urls == ["https://api-eu-3.vonage.com", "https://api-us-3.vonage.com"]


def test_every_test_that_the_readme_names_is_there() -> None:
    table = README.partition("| Shown by |")[2]
    named = re.findall(r"`(test_\w+)`", README)
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/capi").rglob("test_*.py"))
    assert named
    assert [name for name in named if f"\ndef {name}(" not in sources] == []
    assert [row for row in table.strip().splitlines()[1:] if "`test_" not in row] == []


def test_every_name_and_path_of_the_readme_is_there() -> None:
    folder = ROOT / "capi_bot/capi"
    links = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", README) if "://" not in target]
    assert [name for name in links if not (folder / name).exists()] == []
    assert [name for name in re.findall(r"`(tests/[\w/.]+)`", README) if not (ROOT / name).exists()] == []
    imported = {name for names in re.findall(r"from capi_bot\.capi import (.+)", README) for name in names.split(", ")}
    assert imported <= set(capi.__all__)


def test_the_package_can_be_imported_where_there_are_only_its_three_packages() -> None:
    names = sorted({name for needed in _distributions() for name in _top_levels(needed)})
    command = [sys.executable, "-c", IMPORTS_BLOCKED, ",".join(names)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "blocked\n"  # noqa: S603 -- our own


@pytest.mark.slow
def test_the_client_works_in_an_environment_with_only_its_three_packages(clean_python: Path, stand_in: StandIn) -> None:
    command = [clean_python, "-I", "-c", PROGRAM_OF_CLEAN_ENVIRONMENT, APPLICATION_ID, stand_in.url]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own
    assert (result.returncode, result.stderr) == (0, "")
    assert int(result.stdout) > 1


@pytest.mark.slow
def test_the_programs_are_typed_where_there_are_only_its_three_packages(clean_python: Path, tmp_path: Path) -> None:
    files = {f"program_{name}.py": source for name, source in PROGRAMS.items()} | {"wrong.py": WRONG_PROGRAM}
    for name, source in files.items():
        (tmp_path / name).write_text(source)
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", clean_python, *files]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 -- our own
    errors = [line for line in result.stdout.splitlines() if ": error: " in line]
    assert [line.partition(": error: ")[0] for line in errors] == [f"wrong.py:{number}" for number in range(3, 7)]


@pytest.mark.slow
def test_the_client_is_typed_where_its_source_is_on_the_path(clean_python: Path, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "capi_bot").symlink_to(ROOT / "capi_bot")
    (tmp_path / "program.py").write_text(next(iter(PROGRAMS.values())))
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", clean_python, "program.py"]
    environment = {**os.environ, "MYPYPATH": str(tmp_path / "source")}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 -- our own
    assert (result.returncode, result.stdout) == (0, "Success: no issues found in 1 source file\n")


@pytest.fixture(scope="module")
def clean_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment that has this package, the three that it needs, and what those need."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    for name in _distributions():
        files = distribution(name).files or ()
        for top in {file.parts[0] for file in files if ".." not in file.parts and file.parts[0] != "__pycache__"}:
            (site / top).symlink_to(Path(str(distribution(name).locate_file(top))))
    (site / "capi_bot").symlink_to(ROOT / "capi_bot")
    return folder / "bin" / "python"


def _distributions() -> set[str]:
    """Return the names of the three packages and, without extras, of those that they need here."""
    found, waiting = set[str](), list(PACKAGES)
    while waiting:
        name = canonicalize_name(waiting.pop())
        needed = [] if name in found else map(Requirement, distribution(name).requires or ())
        waiting += [other.name for other in needed if not other.marker or other.marker.evaluate({"extra": ""})]
        found.add(name)
    return found


def _top_levels(name: str) -> Iterator[str]:
    for file in distribution(name).files or ():
        if file.suffix in {".py", ".so", ".pyd"} and ".." not in file.parts:
            yield file.parts[0].partition(".")[0]
