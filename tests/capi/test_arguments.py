"""Wrong arguments are refused as they are given, in one family of errors that say what would be right."""

from __future__ import annotations

import base64
import inspect
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import responses
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from capi_bot.capi import CapiClient, PrivateKey, create_jwt, identify, load_key
from capi_bot.errors import CapiBotError, InvalidArgumentError

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
MEM = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
HUGE = 10**5000  # Python refuses to write it
HALF = "half \ud83d"
NAN, INFINITY = float("nan"), float("inf")
TOKYO = timezone(timedelta(hours=9))

Make = Callable[..., CapiClient]
Call = Callable[[CapiClient], object]


@pytest.fixture(scope="module")
def clients(private_key: PrivateKey) -> Iterator[dict[str, CapiClient]]:
    """Clients of both versions; where they send anything, that is refused."""
    url = "http://127.0.0.1:9"
    with (
        CapiClient("app-1", private_key, base_url=url) as v1,
        CapiClient("app-1", private_key, base_url=url, version="beta") as beta,
    ):
        yield {"v1": v1, "beta": beta}


@pytest.mark.parametrize(
    ("setting", "values", "words"),
    [
        ("application_id", ["", " ", None, 7, b"app-1", "app\n1", HALF, "x" * 101], "id at Vonage"),
        (
            "base_url",
            [
                "",
                None,
                7,
                b"https://api.nexmo.com",
                "api.nexmo.com",
                "ftp://h",
                "http://h",
                "https://u:p@h",
                "https://h?a",
                *("https://..", "https://.", "https://a..b", f"https://{'a' * 70}", f"https://{'a.' * 130}de"),
                *(
                    "https://h:99999",
                    "https://h: 80",
                    "https://h:+80",
                    "https://h:\uff18\uff10",
                    "https://h:443:443",
                ),
                *(
                    "https://a b",
                    "https://h\n.de",
                    "https://h\0",
                    "https://\ud83d",
                    "https://\u200b.de",
                    "https://h\\x",
                ),
                *(
                    "https://%41",
                    "https://h%20x",
                    "https://h,i",
                    "https://<h>",
                    "https://h|i",
                    "https://*.h",
                    "https://h$",
                ),
                *(
                    "https://256.1.1.1",
                    "https://1.2.3",
                    "https://1.2.3.4.5",
                    "http://127.0.0.999",
                    "https://\uff41\u3002",
                ),
                *(
                    "https://::1",
                    "https://[::g]",
                    "https://[v1.a]",
                    "https://[h]",
                    "https://[::1",
                    f"https://{'é' * 60}.de",
                ),
                *("https://@h", "https://:@h", "https://h:@x", "https:h", "https:/h", "https:///h", "//h"),
                *(
                    "https://h/..",
                    "https://h/a/../b",
                    "https://h/%2e%2E/a",
                    "https://h/./a",
                    "https://h#a",
                    "https://h/a b",
                ),
            ],
            "address",
        ),
        ("version", ["v2", "", "V1", None, 1, b"v1", HUGE], "v1, beta or v0.1"),
        ("executor", [7, "threads", object(), lambda job: job, type("Pool", (), {"submit": print})], "submit"),
        (
            "executor",
            [type("Pool", (), {"submit": submit})() for submit in (7, lambda _: None, lambda _, job: job)],
            "submit",
        ),
        ("pool_size", [0, -1, 1.5, "80", None, True, HUGE, 10_001, 2**40], "whole number of connections"),
        (
            "connect_timeout",
            [0, -1, "3", None, True, float("nan"), float("inf"), 1e10, timedelta(1), Decimal(1)],
            "seconds",
        ),
        ("read_timeout", [0, -0.0, "10", None, (3, 10), HUGE, 86_401], "read_timeout is a number of seconds above 0"),
        ("deadline", [0, -1, None, "20", float("-inf")], "deadline is a number of seconds above 0"),
        ("clock", [None, 1_540_459_578, lambda time: time], "clock is a function"),
        ("clock", [lambda: "5", lambda: None, lambda: True, datetime.now, lambda: timedelta(1)], "Unix seconds"),
        ("clock", [lambda: NAN, lambda: INFINITY, lambda: -1, lambda: HUGE, time.time_ns], "Unix seconds"),
        ("monotonic", [None, lambda time: time], "monotonic is a function"),
        (
            "monotonic",
            [lambda: "5", lambda: None, datetime.now, lambda: NAN, lambda: -INFINITY, lambda: HUGE],
            "returns",
        ),
        ("sleep", [0, lambda: None, lambda _, __: None], "sleep is a function"),
        ("jitter", [0.5, lambda most: most], "jitter is a function"),
        ("jitter", [lambda: "0.5", lambda: None, lambda: NAN, lambda: -0.1, lambda: 1.1, lambda: HUGE], "from 0 to 1"),
        ("new_id", ["id-1", lambda prefix: prefix], "new_id is a function"),
        ("on_result", [False, [], "print", lambda: None, lambda _, __: None], "on_result is a function"),
    ],
)
def test_wrong_settings_are_refused_by_the_constructor(
    private_key: PrivateKey, setting: str, values: list[Any], words: str
) -> None:
    for value in values:
        settings: dict[str, Any] = {"application_id": "app-1", "private_key": private_key} | {setting: value}
        with pytest.raises(InvalidArgumentError, match=words) as raised:
            CapiClient(**settings)
        assert isinstance(raised.value, CapiBotError)
        assert isinstance(raised.value, ValueError)
        assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    ("url", "version"),
    [
        ("https://api.nexmo.com/v1", "/v1"),
        ("https://api.nexmo.com/v1/", "/v1/"),
        ("https://api.nexmo.com/V0.3", "/V0.3"),
        ("https://api.nexmo.com/beta", "/beta"),
        ("https://proxy.example/vonage/v0.1//", "/v0.1//"),
        ("https://api.nexmo.com/v1/conversations", "/v1/conversations"),
        ("https://api.nexmo.com/beta2/users/USR-1", "/beta2/users/USR-1"),
    ],
)
def test_an_address_with_a_version_is_refused_since_every_path_has_one(
    make_client: Make, url: str, version: str
) -> None:
    with pytest.raises(InvalidArgumentError, match="must not name a version") as raised:
        make_client(base_url=url)
    assert str(raised.value).endswith(f"leave out {version}.")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://api.nexmo.com",
            "https://api.nexmo.com/",
            "https://proxy.example/vonage",
            "https://v1.example/v1-gate",
        ),
        *("https://a_b:443", "https://bücher.example.", "https://[::1]:8443", "http://[::1]:80", "HTTPS://10.0.0.1"),
        *(
            "https://1a.example",
            "https://1.2.3.example",
            f"https://{'a' * 63}.example",
            "https://xn--bcher-kva.example",
        ),
        *(
            "http://localhost:65535",
            "http://127.1.2.3",
            "https://h/é",
            "https://h/a@b",
            "https://h/a..b",
            " https://h\n",
        ),
    ],
)
def test_a_right_address_is_accepted(make_client: Make, url: str) -> None:
    make_client(base_url=url)


@responses.activate
def test_a_key_may_be_a_path_bytes_or_text(key_pem: str, tmp_path: Path) -> None:
    responses.get(f"https://api.nexmo.com/v1/users/{USR}", json={"id": USR})
    path = tmp_path / "private.key"
    path.write_text(key_pem)
    key = load_key(key_pem)
    for private_key in (key_pem.encode(), path):
        with CapiClient("app-1", private_key) as client:
            assert client.user(USR).id == USR
    given: Any
    der = key.rsa.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "private.der").write_bytes(der)
    pem = key_pem.encode()
    forms = (bytearray(pem), key_pem.encode("utf-16"), der, bytearray(der), base64.b64encode(pem))
    for given in (*forms, tmp_path / "private.der", str(path).encode(), str(path)):
        assert load_key(given).rsa.private_numbers() == key.rsa.private_numbers()


def test_a_wrong_key_is_refused_and_never_shown(tmp_path: Path, key_pem: str, rsa_key: rsa.RSAPrivateKey) -> None:
    public = rsa_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    binary = tmp_path / "binary.der"
    binary.write_bytes(public)
    picture = tmp_path / "picture.key"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r\xff\xff")
    words = tmp_path / "words.pem"
    words.write_text("words")
    secret = "".join(key_pem.splitlines()[5:8])
    wrong: dict[Any, str] = {
        None: "is a path, a PEM or a PrivateKey, not a value of type NoneType",
        7: "not a value of type int",
        rsa_key: "not a value of type",
        public: "bytes of something else than a private key, such as a public key",
        picture.read_bytes(): "bytes that are neither text nor DER",
        b"\0" * 64: "bytes that are neither text nor DER",
        b"": "is empty",
        tmp_path / "missing.key": r"file .*missing\.key does not exist",
        tmp_path: "cannot be read",
        binary: r"file .*binary\.der holds something else than a private key",
        picture: r"picture\.key cannot be read",
        words: "does not hold a PEM",
        Path("\0"): "cannot be read",
        secret.encode(): "neither a PEM nor the base64 of one",
    }
    for key, expected in wrong.items():
        with pytest.raises(InvalidArgumentError, match=expected) as raised:
            CapiClient("app-1", key)
        assert secret not in str(raised.value)
    with pytest.raises(InvalidArgumentError, match="RSA key of cryptography"):
        PrivateKey("key")  # type: ignore[arg-type] # callers without a type checker exist
    with pytest.raises(InvalidArgumentError, match="what load_key returns, not another text"):
        create_jwt(key_pem, "app-1", now=0, jti="1")  # type: ignore[arg-type] # here too


def test_a_key_in_place_of_the_id_is_not_shown(key_pem: str, private_key: PrivateKey) -> None:
    for text in (key_pem, "".join(key_pem.splitlines())):
        with pytest.raises(InvalidArgumentError) as raised:
            CapiClient(text, private_key)
        assert "BEGIN" not in str(raised.value)


TEXTS: list[Any] = ["", " ", "\t", "ada\0", "ada\nbob", "ada\x7f", "\x9fada", 7, b"text", HALF, True, ["text"]]
NUMBERS: list[Any] = [-1, "5", 1.0, True, HUGE, 2**63, b"5"]
TIMES: list[Any] = [
    datetime(2018, 10, 25),  # noqa: DTZ001 -- that is what is wrong with it
    datetime.min,  # noqa: DTZ901 -- so is this
    datetime.max,  # noqa: DTZ901
    datetime.min.replace(tzinfo=TOKYO),
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))),
    date(2018, 10, 25),
    "2018-10-25T09:26:18Z",
    "",
    1_540_459_578,
]
PAGE_SIZES: list[Any] = [0, 101, -1, "5", 5.0, None, True, HUGE, b"5"]
ORDERS: list[Any] = ["", "ASC", "newest", None, 1, ["asc"]]
CURSORS: list[Any] = ["", 5, b"n", HALF, True]
IDS: list[Any] = ["", "../users", None, 7, HUGE, b"CON-1", HALF, f"{CON}\n"]

LISTS: dict[str, Callable[..., object]] = {
    "conversations": CapiClient.conversations,
    "members": lambda client, **kw: client.members(CON, **kw),
    "members_in_full": lambda client, **kw: client.members_in_full(CON, **kw),
    "events": lambda client, **kw: client.events(CON, **kw),
    "users": CapiClient.users,
    "user_conversations": lambda client, **kw: client.user_conversations(USR, **kw),
    "user_sessions": lambda client, **kw: client.user_sessions(USR, **kw),
    "call_log": CapiClient.call_log,
    "calls": CapiClient.calls,
    "iter_conversations": CapiClient.iter_conversations,
    "iter_members": lambda client, **kw: client.iter_members(CON, **kw),
    "iter_members_in_full": lambda client, **kw: client.iter_members_in_full(CON, **kw),
    "iter_call_log": CapiClient.iter_call_log,
    "iter_events": lambda client, **kw: client.iter_events(CON, **kw),
    "iter_users": CapiClient.iter_users,
    "iter_user_conversations": lambda client, **kw: client.iter_user_conversations(USR, **kw),
    "iter_user_sessions": lambda client, **kw: client.iter_user_sessions(USR, **kw),
}
ARGUMENTS: list[tuple[str, str, list[Any]]] = [
    *((name, "page_size", PAGE_SIZES) for name in LISTS),
    *((name, "order", ORDERS) for name in LISTS if "sessions" not in name and name != "calls"),
    *((name, "cursor", CURSORS) for name in LISTS if not name.startswith("iter_") and name != "calls"),
    *((name, "name", TEXTS) for name in ("users", "iter_users")),
    *((name, "event_type", TEXTS) for name in ("events", "iter_events")),
    *((name, argument, NUMBERS) for name in ("events", "iter_events") for argument in ("start_id", "end_id")),
    *(
        (name, argument, TIMES)
        for name in ("conversations", "iter_conversations", "call_log", "iter_call_log")
        for argument in ("date_start", "date_end")
    ),
    *((name, "conversation_id", IDS[:2] + IDS[3:]) for name in ("calls", "call_log")),
    ("calls", "statuses", ["started", b"started", None, 7, [""], ["busy"], [None], [[]], [HUGE], [7]]),
]


@pytest.mark.parametrize("version", ["v1", "beta"])
@pytest.mark.parametrize(
    ("name", "argument", "values"), ARGUMENTS, ids=[f"{name}-{which}" for name, which, _ in ARGUMENTS]
)
def test_wrong_arguments_of_lists_are_refused_as_they_are_given(
    clients: dict[str, CapiClient], version: str, name: str, argument: str, values: list[Any]
) -> None:
    client = clients[version]
    for value in values:
        with pytest.raises(InvalidArgumentError) as raised:
            LISTS[name](client, **{argument: value})
        assert len(str(raised.value)) < 200
        str(raised.value).encode()


BY_ID: dict[str, Callable[[CapiClient, Any], object]] = {
    "conversation": lambda client, value: client.conversation(value),
    "members": lambda client, value: client.members(value),
    "members_in_full": lambda client, value: client.members_in_full(value),
    "member of": lambda client, value: client.member(value, MEM),
    "member": lambda client, value: client.member(CON, value),
    "events": lambda client, value: client.events(value),
    "event of": lambda client, value: client.event(value, 7),
    "user": lambda client, value: client.user(value),
    "user_conversations": lambda client, value: client.user_conversations(value),
    "user_sessions": lambda client, value: client.user_sessions(value),
    "iter_members": lambda client, value: client.iter_members(value),
    "iter_members_in_full": lambda client, value: client.iter_members_in_full(value),
    "iter_events": lambda client, value: client.iter_events(value),
    "iter_user_conversations": lambda client, value: client.iter_user_conversations(value),
    "iter_user_sessions": lambda client, value: client.iter_user_sessions(value),
}


@pytest.mark.parametrize("version", ["v1", "beta"])
@pytest.mark.parametrize("read", BY_ID.values(), ids=BY_ID)
def test_wrong_ids_are_refused_as_they_are_given(
    clients: dict[str, CapiClient], version: str, read: Callable[[CapiClient, Any], object]
) -> None:
    client = clients[version]
    for value in IDS:
        with pytest.raises(InvalidArgumentError, match="id looks like") as raised:
            read(client, value)
        str(raised.value).encode()
    for value in NUMBERS:
        with pytest.raises(InvalidArgumentError, match="whole number such as 7"):
            client.event(CON, value)


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        (None, None),
        (7, None),
        (b"/v1/users", None),
        ("", None),
        ("/v1/\ud83d", None),
        ("/v1/users", "page_size=1"),
        ("/v1/users", [("page_size", "1")]),
        ("/v1/users", {"page_size": None}),
        ("/v1/users", {"page_size": True}),
        ("/v1/users", {"page_size": 1.5}),
        ("/v1/users", {"page_size": HUGE}),
        ("/v1/users", {"page_size": ["1"]}),
        ("/v1/users", {"name": HALF}),
        ("/v1/users", {HALF: "name"}),
        ("/v1/users", {7: "name"}),
        ("/v1/users", {"": "name"}),
        ("/v1/users", {None: "a", "b": "c"}),
    ],
)
def test_a_wrong_path_or_parameter_is_refused(clients: dict[str, CapiClient], path: Any, parameters: Any) -> None:  # noqa: ANN401
    with pytest.raises(InvalidArgumentError):
        clients["v1"].get(path, parameters)


@responses.activate
def test_right_arguments_are_sent(make_client: Make) -> None:
    responses.get("https://api.nexmo.com/v1/conversations", json={})
    responses.get(f"https://api.nexmo.com/v1/conversations/{CON}/events", json={})
    responses.get("https://api.nexmo.com/v1/users", json={})
    client = make_client()
    client.conversations(date_start=datetime.min.replace(tzinfo=UTC), date_end=datetime(2018, 10, 25, 9, tzinfo=TOKYO))
    client.events(CON, event_type="custom:é", start_id=0, end_id=2**63 - 1)
    client.users(name=" ada ", cursor="0")
    client.get("/v1/users", {"page_size": 5, "name": ""})
    assert [call.request.path_url.partition("?")[2] for call in responses.calls] == [
        "page_size=10&order=asc&date_start=0001-01-01T00%3A00%3A00.000Z&date_end=2018-10-25T00%3A00%3A00.000Z",
        "page_size=10&order=asc&event_type=custom%3A%C3%A9&start_id=0&end_id=9223372036854775807",
        "page_size=10&order=asc&name=+ada+&cursor=0",
        "page_size=5&name=",
    ]


@pytest.mark.parametrize(
    "name", ["conversations", "members", "members_in_full", "events", "users", "user_conversations"]
)
@pytest.mark.parametrize("cursor", ["-1", "n=", "abc", "1.0", "\u0667", "9" * 19, "9" * 5000])
def test_a_cursor_of_beta_is_an_offset(clients: dict[str, CapiClient], name: str, cursor: str) -> None:
    with pytest.raises(InvalidArgumentError, match="first page"):
        LISTS[name](clients["beta"], cursor=cursor)


@pytest.mark.parametrize(("argument", "values"), [("page_size", PAGE_SIZES), ("conversation_id", IDS[:2] + IDS[3:])])
def test_wrong_arguments_are_refused_also_where_no_status_is_asked_for(
    clients: dict[str, CapiClient], argument: str, values: list[Any]
) -> None:
    for value in values:
        with pytest.raises(InvalidArgumentError):
            clients["v1"].calls(statuses=[], **{argument: value})
    assert clients["v1"].calls(statuses=[]) == ()


def test_every_parameter_of_every_read_is_in_these_tables() -> None:
    tried = {(name, argument) for name, argument, _ in ARGUMENTS} | {("get", "path"), ("get", "parameters")}
    tried |= {(name.removesuffix(" of"), "conversation_id") for name in BY_ID if "user" not in name}
    tried |= {(name, "user_id") for name in BY_ID if "user" in name}
    tried |= {("member", "member_id"), ("event", "event_id")}
    methods = inspect.getmembers(CapiClient, inspect.isfunction)
    public = {(name, which) for name, method in methods for which in inspect.signature(method).parameters}
    assert {(name, which) for name, which in public if name[0] != "_" and which != "self"} - tried == set()


@pytest.mark.parametrize(
    ("argument", "values"),
    [
        ("application_id", ["", None, 7, HALF, "x" * 101]),
        ("now", ["0", None, 1.5, True, -1, HUGE]),
        ("jti", ["", None, 7, HALF]),
    ],
)
def test_wrong_claims_of_a_token_are_refused(private_key: PrivateKey, argument: str, values: list[Any]) -> None:
    right: dict[str, Any] = {"application_id": "app-1", "now": 0, "jti": "1"}
    for value in values:
        with pytest.raises(InvalidArgumentError, match=argument):
            create_jwt(private_key, **(right | {argument: value}))


def test_a_naive_time_says_how_it_gets_a_zone(clients: dict[str, CapiClient]) -> None:
    with pytest.raises(
        InvalidArgumentError, match=r"^date_start has no time zone.* add tzinfo=UTC, or \.astimezone\(\)"
    ):
        clients["v1"].conversations(date_start=datetime(2018, 10, 25))  # noqa: DTZ001 -- that is what is wrong with it


@pytest.mark.parametrize("value", [None, 7, b"CON-1", [CON], HALF])
def test_what_is_no_text_is_no_id(value: Any) -> None:  # noqa: ANN401
    assert identify(value) is None
