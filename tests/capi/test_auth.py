from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import jwt
import pytest

from capi_bot.capi import auth
from capi_bot.capi.auth import PrivateKey, TokenCache, create_jwt
from capi_bot.sandbox.vonage import tokens as tokens_of_the_api
from capi_bot.sandbox.vonage.errors import ApiError


def test_a_token_has_exactly_the_four_claims_of_an_application(private_key: PrivateKey) -> None:
    token = create_jwt(private_key, "app-1", now=1_540_459_579, jti="id-1")
    claims = jwt.decode(token, private_key.rsa.public_key(), algorithms=["RS256"], options={"verify_exp": False})
    assert claims == {"application_id": "app-1", "iat": 1_540_459_519, "jti": "id-1", "exp": 1_540_460_479}
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "typ": "JWT"}


class Clock:
    def __init__(self) -> None:
        self.now = 1_540_459_579.9

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(private_key: PrivateKey, clock: Clock) -> TokenCache:
    ids = count(1)
    return TokenCache(private_key, "app-1", clock=clock, new_jti=lambda: f"id-{next(ids)}")


def claims_of(token: str) -> dict[str, object]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def test_a_token_is_cached_until_its_last_minute(tokens: TokenCache, clock: Clock) -> None:
    first = tokens.current()
    ends = claims_of(first)["exp"]
    assert isinstance(ends, int)
    clock.now = ends - 60
    assert tokens.current() == first
    clock.now = ends - 59.9
    assert claims_of(tokens.current())["jti"] == "id-2"


def test_a_token_is_replaced_when_the_clock_was_set_back(tokens: TokenCache, clock: Clock) -> None:
    of_the_future = tokens.current()
    clock.now -= 3600
    assert claims_of(of_the_future)["iat"] == 1_540_459_519
    assert claims_of(tokens.current())["iat"] == 1_540_455_919


@pytest.mark.parametrize("seconds_ahead", [60, 59.5, 6, 1, 0, -1, -6, -60, -300, -839])
def test_a_token_is_accepted_where_our_clock_is_up_to_a_minute_ahead_or_minutes_behind(
    tokens: TokenCache, clock: Clock, private_key: PrivateKey, seconds_ahead: float
) -> None:
    check_at_the_api(tokens.current(), private_key, clock.now - seconds_ahead)


def test_a_token_of_a_clock_more_than_a_minute_ahead_is_refused(
    tokens: TokenCache, clock: Clock, private_key: PrivateKey
) -> None:
    with pytest.raises(ApiError) as refused:
        check_at_the_api(tokens.current(), private_key, clock.now - 62)
    assert refused.value.code == "system:error:invalid-token"


def check_at_the_api(token: str, key: PrivateKey, now: float) -> None:
    tokens_of_the_api.check(f"Bearer {token}", public_key=key.rsa.public_key(), application_id="app-1", now=now)


def test_a_rejected_token_is_replaced_once_for_all_threads(tokens: TokenCache) -> None:
    rejected = tokens.current()
    replaced = tokens.replace(rejected)
    assert replaced != rejected
    assert tokens.replace(rejected) == replaced
    assert tokens.current() == replaced


def test_threads_share_one_token(tokens: TokenCache) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: tokens.current(), range(32)))) == 1


def test_a_token_lives_for_a_quarter_of_an_hour() -> None:
    assert auth.LIFETIME == 900
