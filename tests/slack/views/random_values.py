"""Random values of one generated world: names, ids, times, hostile texts, and secrets that nobody may ever see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

from tests.slack.sample_cases import HOSTILE, LONGEST
from tests.slack.sample_values import NOW

T = TypeVar("T")
Json = dict[str, object]

MARK = "Kr0nju3l"
"""What every secret says."""

KEYED = "909090909"
"""How everything begins that was digits on a phone; nothing else in a world has these digits."""

ADDRESSES = ("10.98.76.54", "fe80::98:7654:3210")
"""Addresses of computers in private networks; nothing else in a world has these."""

CARD = "5454545454545454"
"""A payment card; with or without spaces nobody may see it."""

SECRETIVE = (
    *("token", "accessToken", "client_secret", "api_key", "access_key", "Password", "pw", "pwd", "jwt", "auth"),
    *("otp", "cookie", "sessionid", "sip_headers", "signature", "credentials"),
)
"""Names that give away what goes by them."""

NAMES = (
    "Ada Lovelace",
    "Support line",
    "booking_of_a_table",
    "agent 7",
    "Zoë",
    "沢田",
    "Отдел продаж",
    "O'Neill & Sons",
)
HOSTILE_NAMES = (
    *("<!channel>", "<!here> <!everyone>", "<!subteam^S012AB3CD>", "<@U012AB3CD>", "<#C012AB3CD|general>"),
    *("<https://evil.example|Vonage>", "<mailto:a@evil.example|us>", "<!date^1^{date}^https://evil.example|now>"),
    *("@channel @here", "https://evil.example/a_b_c", "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "&" * 500),
    *("*bold* _x_ ~s~ `code`", "```fence", "> quoted\n>>> for ever", "payload", "<", ">", "`", "*", "_", "|"),
    *(
        "\u202egpj.exe\u202c",
        "مرحبا بالعالم",
        "שלום",
        "\ud800",
        "half \udfff a pair",
        "\U000e0041\u2066\ufeff",
        "\u200b",
    ),
    *("two\nlines\r\nand\ttabs", "\x00\x1b[31mred\x07", " ", "\u00a0\u3000", "👩\u200d👩\u200d👧" * 60, "日本" * 200),
    *('=HYPERLINK("https://evil.example")', "+1+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "＝1＋1", "'", '"', '","'),  # noqa: RUF001 - full width is what spreadsheets read as a formula too
    *("null", "{}", "%s %d {0}", "../../users", "?c=1&o=2", "0", "Unknown", "anonymous", "a" * 300, "7" * 400),
)
ENDLESS = (HOSTILE, "<!channel> " * 1000, "x" * 10_000, "\n" * 10_000, "&<>" * 3000)
CROWDED = (
    *(HOSTILE, LONGEST, LONGEST, "&" * 5000, "日本" * 80, "👩\u200d👩\u200d👧" * 50, "W" * 300, "\ud800", "x", ""),
    *("_", "*", "`", ">", "payload", "\u202e"),
)
"""Texts of worlds in which everything is as long and as many as it can be."""
UNICODE = (
    (0x00, 0x7F),
    (0x80, 0x2FF),
    (0x300, 0x36F),
    (0x590, 0x6FF),
    (0x2000, 0x206F),
    (0xD7FF, 0xE000),
    (0xFF00, 0x10FFFF),
)
"""First and last code points: ASCII, Latin, what combines, right to left, punctuation, halves of pairs, the rest."""
ODD: Sequence[object] = (None, True, False, 0, -1, 7, 2.5, 10**30, "", "x", [], {}, ["x"], [None], {"x": 1}, {"": None})
TIMES: Sequence[object] = (
    "",
    "soon",
    "2018-13-45T99:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "2018-10-25",
    1540459625,
)


class SeededRandom:
    """A seeded source of random values: one seed and the same calls give the same values."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - a world has to be reproducible, not secret
        self._secrets = 0
        self._crowded: Sequence[str] = ()

    def crowd(self) -> None:
        """From now on return few texts over and over, and mostly the largest count."""
        self._crowded = (*self.many(1, 5, lambda: self.one(CROWDED)), *self.many(0, 2, self.unicode))

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def one(self, choices: Sequence[T]) -> T:
        return choices[int(self._random.random() * len(choices))]

    def count(self, least: int, most: int) -> int:
        if self._crowded and self.chance(0.8):
            return most
        return self.integer(least, most)

    def integer(self, least: int, most: int) -> int:
        return least + int(self._random.random() * (most - least + 1))

    def many(self, least: int, most: int, make: Callable[[], T]) -> list[T]:
        return [make() for _ in range(self.count(least, most))]

    def text(self) -> str:
        """Return what somebody may call a thing: a name, a number, an id of a machine, or a hostile text."""
        if self._crowded:
            return self.one(self._crowded)
        share = self._random.random()
        if share < 0.01:
            return self.unicode()
        if share < 0.013:
            return self.one(ENDLESS)
        if share < 0.3:
            return self.one(HOSTILE_NAMES)
        if share < 0.5:
            return self.one((f"vapi-user-{self.hex()}", f"NAM-{self.uuid()}", f"USR-{self.uuid()}", ""))
        return self.number() if share < 0.6 else self.one(NAMES)

    def unicode(self) -> str:
        """Return up to a hundred characters of any script, halves of surrogate pairs among them."""
        ranges = self.many(1, 3, lambda: self.one(UNICODE))
        return "".join(chr(self.integer(*self.one(ranges))) for _ in range(self.integer(0, 100)))

    def number(self) -> str:
        return f"4477009{self.integer(10_000, 99_999)}"

    def hex(self) -> str:
        return f"{self._random.getrandbits(128):032x}"

    def uuid(self) -> str:
        digits = self.hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def time(self, minutes: int = 120) -> object:
        """Return a time of the last minutes as the API writes it, now and then an invalid one."""
        if self.chance(0.05):
            return self.one(TIMES)
        moment = NOW - timedelta(seconds=60 * minutes * self._random.random())
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def secret(self) -> str:
        """Return a secret that is known by its place: a password, a key, a header."""
        self._secrets += 1
        return f"{MARK}{self._secrets}"

    def digits(self) -> object:
        """Return digits of a keypad."""
        self._secrets += 1
        return self.one((f"{KEYED}{self._secrets}", int(f"{KEYED}{self._secrets}")))

    def token(self) -> str:
        """Return a text with a secret that is known by its form, wherever it stands."""
        name = self.one(SECRETIVE)
        return self.one(
            (
                f"eyJhbGciOiJSUzI1NiJ9.{self.secret()}.c2lnbmVk",
                f"-----BEGIN PRIVATE KEY-----\n{self.secret()}\n-----END PRIVATE KEY-----",
                f"Bearer {self.secret()}",
                f"Authorization: Basic {self.secret()}",
                f"{name}={self.secret()}",
                f"{name}: {self.secret()}",
                f'{{"{name}": "{self.secret()}"}}',
                f"https://example.com/a.mp3?x=1&{name}={self.secret()}",
                f"https://{self.secret()}@example.com/",
                f"sip:ada:{self.secret()}@example.com",
                CARD,
                CARD.replace(CARD[:4], f" {CARD[:4]}"),
            )
        )

    def sdp(self) -> str:
        before = self.one(("", "", " ", "junk\r\n"))
        whole = f"v=0\r\no=- 46117 2 IN IP4 {ADDRESSES[0]}\r\ns={self.secret()}\r\na={self.candidate()}\r\n"
        line = self.one((f"c=IN IP4 {ADDRESSES[0]}\r\n", f"{self.candidate()}\r\na=mid:0"))
        return f"{before}{self.one((whole, whole, line))}"

    def candidate(self) -> str:
        """Return a candidate of ICE, which has the addresses of a private network."""
        address = self.one(ADDRESSES)
        kind = self.one((f"{address} 46154 typ host", f"203.0.113.7 9 typ srflx raddr {address} rport 9"))
        return f"{self.one(('', 'a='))}candidate:842163049 1 {self.one(('udp', 'TCP'))} 1677729535 {kind}"

    def json(self, depth: int) -> object:
        """Return any JSON, at most so many levels deep."""
        if depth and self.chance(0.5):
            return self.one(([self.json(depth - 1)], {self.text(): self.json(depth - 1)}))
        return self.one((self.text(), self.one(ODD)))

    def corrupted(self, document: T) -> T:
        """Return most documents as they are; in some a value is missing, of the wrong type, or in a list of its own."""
        return self._corrupted(document, 0.06) if self.chance(0.25) else document  # type: ignore[return-value] # as deep as JSON goes

    def _corrupted(self, value: object, share: float) -> object:
        if isinstance(value, dict):
            kept = value if self.chance(0.8) else {key: inner for key, inner in value.items() if not self.chance(0.2)}
            return {key: self._instead(inner, share) for key, inner in kept.items()}
        return [self._instead(inner, share) for inner in value] if isinstance(value, list) else value

    def _instead(self, value: object, share: float) -> object:
        if not self.chance(share):
            return self._corrupted(value, share)
        return self.one((self.one(ODD), [value], self.text()))
