"""Detection and masking of secrets, by the name of a field or by the form of a value.

Only this module decides what is hidden in the log, in Slack and in downloads. What only measures or describes a secret
is none: `token_count`, `max_digits`, `password_expires_at`, `token_id`. A URL may hold one: `reset_token_url`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address

MASK = "••••"

_WORD_START, _WORD_END = r"(?:(?<![a-z])|(?-i:(?<=[a-z])(?=[A-Z])))", r"s?(?-i:(?![a-z]))"  # also one of camelCase
_NAMES = (
    r"(?:pass(?:word|wd|phrase|code)|secret(?!ar)|token(?!i[sz])|credential|signature|cookie|bearer|authori[sz]ation"
    r"|(?:access|api|client|encryption|private|secret|shared|signing)[ _.-]?key|session[ _.-]?id|card[ _.-]?number"
    rf"|{_WORD_START}(?:auth|csc|csrf|cv[cv]2?|digit|dtmf|hmac|jwt|key(?==)|otp|pass|pin|pw|pwd|sdp|sig|totp){_WORD_END})"
)
_SECRET_NAME = re.compile(_NAMES, re.IGNORECASE)
_HAPPENED = (
    r"last|first|next|previous|grace|expires?|changed?|created|issued|modified|refresh(?:ed)?|renew(?:ed|al)|reset"
    r"|revoked|rotat(?:ed|ion)|sent|set|updated?|used"
)
_DESCRIBES = (
    r"(?:count(?:er)?|usage|left|remaining|total|limit|quota|budget|max(?:imum)?|min(?:imum)?|length|len|size"
    r"|attempt|tries|retries|failure|type|kind|format|version|algorithm|alg|method|mode|scheme|status|state"
    r"|ttl|lifetime|age|timeout|duration|interval|policy|consent|strength|(?:policy|consent)[\W_]*ur[il]"
    r"|issuer|audience|scope|owner|name|label|provider|hash[\W_]*(?:alg(?:orithm)?|cost|method|rounds|type)"
    r"|required|requested|enabled|disabled|supported|accepted|verified|valid|expire[ds]|expiry|expiration)s?"
)
_WHEN = r"(?:[\W_]*(?:at|in|on|by|date|time|days?|hours?|minutes?|seconds|secs?|ms))"
_DESCRIPTION = re.compile(
    rf"(?:s?(?:[\W_]*(?:{_HAPPENED}))*(?:[\W_]*{_DESCRIBES})+{_WHEN}*"
    rf"|s?(?:[\W_]*(?:{_HAPPENED}))+{_WHEN}+|s?[\W_]*(?:last|first|next|previous)[\W_]*(?:{_HAPPENED})|s[\W_]*used)[\W_]*",
    re.IGNORECASE,
)
"""Matches what follows the name of a secret where the field only measures or describes it."""
_ABOUT = re.compile(
    r"(?:credential|jwt|key|otp|password|pin|signature|token)s?[\W_]*(?:id|identifier)s?[\W_]*\Z"
    r"|(?:auth|authori[sz]ation|token)[\W_]*endpoint(?:[\W_]*ur[il])?[\W_]*\Z"
    r"|(?:auth|authori[sz]ation)[\W_]*ur[il][\W_]*\Z"
    r"|(?<![a-z])(?:(?:has|is|needs|requires?)[_-]|(?-i:(?:has|is|needs|requires?)(?=[A-Z][a-z])))[\w-]*\W*\Z",
    re.IGNORECASE,
)
"""Matches names that end in the id of a secret, in an address where one is given out, or that ask yes or no."""
_MEASURE = re.compile(
    rf"{_WORD_START}(?:(?:max(?:imum)?|min(?:imum)?|n|nb|num|count|number[\W_]*of|total|expected|allowed)[\W_]*"
    rf"(?:of[\W_]*)?{_NAMES}s?(?<=s)"
    r"|(?:prompt|completion|input|output|cached|reasoning|used|remaining)[\W_]*tokens|tokens[\W_]*(?:in|out))[\W_]*\Z",
    re.IGNORECASE,
)
"""Matches names that end in a number of things, such as the tokens of a language model or the digits to be pressed."""
_HEADERS_NAME = re.compile(rf"{_WORD_START}headers(?-i:(?![a-z]))", re.IGNORECASE)
_SECRET_HEADER = re.compile(
    rf"api(?![a-z])|auth(?!or)|key(?![a-z])|session|{_WORD_START}(?:csrf|nonce|sid|sig|sign(?:ed)?|xsrf){_WORD_END}",
    re.IGNORECASE,
)
"""Matches names of headers that authenticate, beyond the names that are secret everywhere."""
_HEADER_LINE = re.compile(r"(?m)^([\w-]{1,60})(:[ \t]{0,9})[^\s:][^\r\n]*")
_HARMLESS_HEADER = re.compile(r"accept|accept-.*|content-type|date|traceparent|user-agent|x-.*-trace-id", re.IGNORECASE)
_RUN = re.compile(r"[^\s\"',;]{6,}")
_ID_OR_TIME = re.compile(
    r"\W*(?:(?:[A-Z]{3}-)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT[\d:.]{1,20}(?:Z|[+-][\d:]{4,5}))\W*",
    re.IGNORECASE,
)
_PAIR_NAME = re.compile(
    rf"((?:{_NAMES}|{_WORD_START}headers{_WORD_END})[\w.\[\]-]{{0,20}}"
    r"(?:\s(?:links?|ur[il]s?)(?=\W))?)"
    r"(?:\\?[\"']?(?:\s{0,3}[=:]>?\s{0,3}|%3d)\\?[\"']?"
    r"|\s{1,3}(?:is\s{1,3})?(?=\S{0,99}\d)(?=\S{4}))",  # `PIN is 4711`, but not `PIN is needed`
    re.IGNORECASE,
)
_PAIR_VALUE = re.compile(
    r"(?:(?:basic|bearer|digest|token)\s+)?"
    r"((?<=\")[^\"\\]{1,400}|(?<=')[^'\\]{1,400}|(?:[^\s\"'&;,<>\\]|,(?=\S))+)",
    re.IGNORECASE,
)
_LITERALS = frozenset({"true", "false", "null", "none", "undefined"})
"""Values of JSON, and of its kin, that hold no secret."""
_COUNTED = re.compile(r"tokens[\W_]*\Z", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,7}(?:\.0)?(?:\W*\Z|,\s?[\w.-]{1,60}[:=])")
_YES_OR_WHEN_NAME = re.compile(
    rf"(?:{_HAPPENED}|active|blocked|exists|locked|match(?:es|ed)?|missing|present)[\W_]*\Z", re.IGNORECASE
)
_YES_OR_WHEN = re.compile(
    r"(?:yes|no|never|[01]|\d{4}-\d\d-\d\d(?:T\d\d[\d:.]{1,16}(?:Z|[+-][\d:]{4,5})?)?)[^\w]*", re.IGNORECASE
)
_URL_NAME = re.compile(r"(?:href|link|ur[il])s?[\W_]*\Z", re.IGNORECASE)
_URL = re.compile(r"<?[^\s\"'<>\\]+")
_PUBLIC_URL = re.compile(
    r"https?://[\w.-]+(?::\d+)?(?:/(?:api|auth|connect|forgot|identity|idp|login|oauth2?|openid(?:-connect)?|password"
    r"|protocol|reset|sso|tokens?|v\d(?:\.\d)?))*/?[,.)\]}]*",
    re.IGNORECASE,
)
"""Matches addresses that hold nothing but words."""
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN.*?(?:-----END[^\n-]*(?:-----|\Z)|\Z)", re.DOTALL), "{}"),
    # A key's body without its first line: all of it from its beginning.
    (re.compile(r"\bMII[\w+/=]{20,}(?:(?:\s|\\r|\\n)+(?:[\w+/]{16,}={0,2}|[\w+/]+==?))*"), "{}"),
    (re.compile(r"LS0tLS1CRUdJTi[\w+/=]*"), "{}"),  # base64 of "-----BEGIN"
    (re.compile(r"(?<![a-zA-Z0-9])eyJ[\w-]{8,}[\w.=-]*"), "{}"),  # a JWT: base64 of '{"' begins it
    (re.compile(r"\b(?:xox(?:[a-np-z]|o(?=\S{0,99}\d))|xapp)[-.][\w.-]+"), "{}"),
    (
        re.compile(
            r"(\bbearer\s{1,9})"  # and not `the bearer of this letter`
            r"(?!(?:and|auth\w*|bonds?|che(?:ck|que)s?|has|in|is|may|must|of|or|scheme|shares?|should|to|tokens?|was|who)"
            r"(?![\w.~+/=-]))[^\s\"',]+",
            re.IGNORECASE,
        ),
        r"\1{}",
    ),
    (re.compile(r"(\b[Bb]asic\s{1,9})(?=\S{0,99}[\d=+/]|\S{0,99}[a-z][A-Z])[\w+/=-]{6,}"), r"\1{}"),
    # Session descriptions, from their beginning or from what identifies them: https://www.rfc-editor.org/rfc/rfc8866
    (
        re.compile(
            r"(?s)(?:(?:\A\s*)?\bv=0(?:[ \t]*(?:[\r\n]|\\+[rn])|[ \t]+[os]=)"
            r"|\A\s*v=0[ \t]+(?:[a-z]=|[A-Za-z]+\d+[A-Za-z]\w*\s*\Z)"
            r"|\bm=(?:audio|video)\s+\d|\ba=ice-).*"
        ),
        "{}",
    ),
    # Candidates of ICE and lines of a session description by themselves: https://www.rfc-editor.org/rfc/rfc8839
    (
        re.compile(
            r"(candidate:)\S{1,40}\s{1,3}\d{1,5}\s{1,3}(?:tcp|udp)\S{0,10}\s{1,3}\d{1,12}\s{1,3}\S[^\r\n\"]*",
            re.IGNORECASE,
        ),
        r"\1{}",
    ),
    (re.compile(r"(\bIN\s{1,3}IP[46]\s{1,3})[^\s\"]+"), r"\1{}"),
    # A SIP user may hold slashes, and people put at signs into passwords.
    (re.compile(r"(\bsips?:[^:@\s<>]{0,200}):[^\s<>]{0,200}@", re.IGNORECASE), r"\1@"),
    (re.compile(r"(?<=://)[^/?#\s<>\"']{1,400}@"), "{}@"),
)
_HARMLESS = re.compile(
    r"(?:https://api[a-z\d.-]{0,40}(?:/[a-z\d]{1,13})*/)?"
    r"(?:[A-Z]{3}-)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?:/[a-z\d]{1,13})*"
    r"|\d{4}-\d\d-\d\dT[\d:.]{1,20}Z|[\w-]{0,10}"
)
"""Matches most texts that the API sends: ids, URLs, times and short words, which need no further check."""
_SECRET_HINT = re.compile(
    r"-----|MII|LS0tLS|eyJ|xox|xapp|[Bb]earer|BEARER|[Bb]asic|v=0|m=|a=ice|[Cc]andidate:|IP[46]|@"
)
_LOOK_BEHIND = 60
"""Characters before a value that may name it; as many of a value show what it is."""
_BETWEEN_NAMES = re.compile(r"[^\w. -]")
_PAIR_HINT = re.compile(r"[=:]|%3[dD]|\s\S{0,99}\d")
_NUMBER = re.compile(
    r"(?<![\w+])(?:\d{14,19}|(?:\d[ -]){13,18}\d"
    r"|\d{4}([ -])\d{4}\1\d{4}\1\d{2,4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5})(?!\w)"
)
_CARD = re.compile(
    r"3(?:0[0-59]|[689]\d)\d{11}(?:\d{2,5})?|3[47]\d{13}|35(?:2[89]|[3-8]\d)\d{12,15}"
    r"|4\d{15}(?:\d{2,3})?|5[1-5]\d{14}|(?:5[0678]|6\d)\d{14,17}"
    r"|2(?:2\d\d|[3-6]\d\d|7[01]\d|720)\d{12}|220[0-5]\d{13,15}"
)
"""Matches the lengths and beginnings of payment cards (ISO/IEC 7812) that issuers use and no telephone number has."""
_NUMBER_WORD = r"(?:code|id|key|no|nr|num(?:ber)?|ref(?:erence)?|#)s?"
_NUMBERED = (
    r"(?:awb|barcode|booking|consignment|ean|gtin|guid|id|imei|invoice|order|parcel|receipt|ref(?:erence)?|reservation"
    r"|rma|sequence|serial|shipment|sku|ticket|timestamp|tracking|uid|upc|uuid|waybill)"
)
_NUMBERED_BY_NAME = (
    r"(?:article|batch|case|claim|confirmation|contract|customer|delivery|event|incident|item|job|lot|message|package"
    r"|po|policy|product|purchase|quote|refund|request|return|transaction|warranty)"
)
_REFERENCE = re.compile(
    rf"{_WORD_START}(?:{_NUMBERED}s?(?:[\W_]{{0,3}}{_NUMBER_WORD})?|{_NUMBERED_BY_NAME}s?[\W_]{{0,3}}{_NUMBER_WORD}"
    rf"|(?:{_NUMBERED}|{_NUMBERED_BY_NAME})s?(?:[\\\"']{{0,2}}\s?[:=]\s?[\[\s]{{0,3}}\{{[^{{}}]{{0,50}}\b|[.]){_NUMBER_WORD})"
    r"(?:\W{1,2}(?:is|was))?[\W_]{0,6}\Z",
    re.IGNORECASE,
)
"""Matches what stands before the number of an order, a parcel, a message: one in ten has the check digit of a card."""
_CARD_WORD = re.compile(
    rf"card|maestro|master|{_WORD_START}(?:amex|cc|credit|cv[cv]|debit|diners|discover|exp(?:ires|iry)?|jcb|pan|unionpay"
    r"|visa)(?-i:(?![a-z]))",
    re.IGNORECASE,
)

_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\w)", re.ASCII)
_MAYBE_IPV6 = re.compile(r"(?<![\w:])(?=[0-9A-Fa-f:.]{0,40}:)[0-9A-Fa-f:]{2,40}(?:%\w{1,20})?(?![\w:])", re.ASCII)
_LOCAL_NAME = re.compile(r"(?<![\w.-])[\w-]{1,63}\.local(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=2000)  # the API has some hundred field names, and repeats them in every response
def is_secret_name(key: str) -> bool:
    """Return whether a field of this name holds a credential, keypad digits, or what may hold either."""
    key = key[:200]
    *_, last = (None, *_SECRET_NAME.finditer(key))
    if last is None or _MEASURE.search(key) or _ABOUT.search(key):
        return False
    return not _DESCRIPTION.fullmatch(key, last.end())


def holds_secret(name: str, value: object) -> bool:
    """Return whether a field of this name with this value, as of JSON, holds a secret: `tokens: 512` does not."""
    if not is_secret_name(name) or isinstance(value, bool) or value in (None, "", [], {}):
        return False
    return not (isinstance(value, str | int | float) and _is_about_secret(name, str(value)))


def is_headers_name(key: str) -> bool:
    """Return whether a field of this name holds headers of HTTP, SIP or a WebSocket, of which some may be secret."""
    return _HEADERS_NAME.search(key[:200]) is not None


@lru_cache(maxsize=2000)
def is_secret_header(name: str) -> bool:
    """Return whether a header of this name authenticates somebody."""
    return is_secret_name(name) or _SECRET_HEADER.search(name[:200]) is not None


def mask_secrets(text: str, mask: str = MASK, *, name: str = "") -> str:
    """Return a text with whatever looks like a credential, or follows the name of one, replaced by `mask`.

    `name` is that of the field that holds the text: the number of an order is not taken for one of a card.
    """
    if _HARMLESS.fullmatch(text):
        return text
    if _SECRET_HINT.search(text):
        for pattern, replacement in _FORMS:
            text = pattern.sub(replacement.format(mask), text)
    if _PAIR_HINT.search(text):
        text = _mask_pairs(text, mask)

    def mask_card(number: re.Match[str]) -> str:
        return mask if _is_card(number[0]) and not _is_reference(number, name) else number[0]

    return _NUMBER.sub(mask_card, text)


def mask_headers(text: str, mask: str = MASK, *, name: str = "") -> str:
    """Return headers in a text, or the value of the one `name`, with all masked that may authenticate.

    By their names, or by their form: words of six characters and more that mix letters and digits.
    """
    if _HARMLESS_HEADER.fullmatch(name):
        return mask_secrets(text, mask)
    lines = _HEADER_LINE.sub(lambda line: f"{line[1]}{line[2]}{mask}" if is_secret_header(line[1]) else line[0], text)
    return _RUN.sub(lambda run: mask if _looks_made_up(run[0]) else run[0], mask_secrets(lines, mask))


def mask_network_addresses(text: str) -> str:
    """Return a text with IP addresses, and the names that browsers make up in their place, replaced by `MASK`.

    https://www.rfc-editor.org/rfc/rfc8828 explains why they are private.
    """
    masked = _LOCAL_NAME.sub(MASK, _IPV4.sub(MASK, text))
    return _MAYBE_IPV6.sub(lambda match: MASK if _is_ip_address(match[0]) else match[0], masked)


def _mask_pairs(text: str, mask: str) -> str:
    parts: list[str] = []
    copied = position = 0
    while pair := _PAIR_NAME.search(text, position):
        position = pair.end()  # what follows may be the name of a secret, too
        *_, words = _BETWEEN_NAMES.split(text[max(0, pair.start() - _LOOK_BEHIND) : pair.start()])
        # With a word before it: `max tokens`. With the character behind it: `key=` is the name of a secret.
        name = " ".join(words.split(" ")[-2:]) + text[pair.start() : pair.end(1) + 1]
        if value := _secret_value(text, position, name):
            if _is_about_secret(name, value[value.lastindex or 0]):
                continue
            parts += (text[copied:position], mask)
            copied = position = value.end()
    return "".join((*parts, text[copied:]))


def _secret_value(text: str, position: int, name: str) -> re.Match[str] | None:
    """Return what stands behind a name, where that makes it a secret."""
    if is_secret_name(name):
        return (_URL if _URL_NAME.search(name) else _PAIR_VALUE).match(text, position)
    begin = _PAIR_VALUE.match(text, position, position + _LOOK_BEHIND) if is_headers_name(name) else None
    return _PAIR_VALUE.match(text, position) if begin and _looks_made_up(begin[1]) else None


def _is_about_secret(name: str, value: str) -> bool:
    """Return whether the value of a field that is named as a secret shows that it only tells about one."""
    if value.rstrip(")]}.,;").lower() in _LITERALS:
        return True
    if _COUNTED.search(name):
        *others, _ = _SECRET_NAME.finditer(name)
        return not others and _COUNT.match(value) is not None
    if _YES_OR_WHEN_NAME.search(name):
        return _YES_OR_WHEN.fullmatch(value) is not None
    return _URL_NAME.search(name) is not None and _PUBLIC_URL.fullmatch(value) is not None


def _is_reference(number: re.Match[str], name: str) -> bool:
    """Return whether a number without separators stands behind the name of something else than a card."""
    begin = number.start() - _LOOK_BEHIND
    before = number.string[begin : number.start()] if begin > 0 else f"{name} {number.string[: number.start()]}"
    after = number.string[number.end() : number.end() + _LOOK_BEHIND]
    is_named = _REFERENCE.search(before) is not None and not _CARD_WORD.search(f"{before} {after}")
    return number[0].isdecimal() and is_named


def _looks_made_up(run: str) -> bool:
    is_mixed = any(re.search(r"[^\W\d_]", word) and re.search(r"\d", word) for word in re.findall(r"[^\W_]+", run))
    return is_mixed and not _ID_OR_TIME.fullmatch(run)


def _is_ip_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_card(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if not _CARD.fullmatch(digits):
        return False
    # The check digit of Luhn's algorithm (ISO/IEC 7812-1, annex B).
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0
