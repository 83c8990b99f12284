from __future__ import annotations

from threading import Thread

import pytest

from capi_bot.capi.models import Call, Endpoint
from capi_bot.domain.phone_numbers import READ_AGAIN, OwnCountries
from capi_bot.errors import ForbiddenError, ProblemDetails
from tests.fakes import FakeApi

LOG = "call_log page_size=100 order=desc"
UK, US, SPAIN, RUSSIA = "442079460000", "12125550100", "34911234567", "74951234567"


def call(direction: str, from_: str, to: str) -> Call:
    ends = {"from_": Endpoint(type="phone", address=from_), "to": Endpoint(type="phone", address=to)}
    return Call(id=f"{from_} {to}", direction=direction, status="completed", **ends)


def test_the_operators_country_is_the_only_one_and_nothing_is_read() -> None:
    countries, api = OwnCountries("ES"), FakeApi(calls=[call("inbound", SPAIN, UK)])
    countries.learn([call("inbound", SPAIN, UK)])
    countries.read(api)
    assert countries.codes == ("ES",)
    assert api.requests == []


def test_the_countries_of_own_numbers_are_learned_not_those_of_callers() -> None:
    countries = OwnCountries()
    countries.learn([call("inbound", RUSSIA, UK), call("outbound", US, SPAIN)])
    assert countries.codes == ("GB", "US")


@pytest.mark.parametrize(
    "own", ["", "Unknown", "anonymous", "1234", "sip:ada@pbx.example", "USR-33a51f4d", "999123456789", "80012345678"]
)
def test_what_is_no_number_of_a_country_teaches_nothing(own: str) -> None:
    countries = OwnCountries()
    countries.learn([call("inbound", US, own), call("", US, UK), Call(id="1", direction="inbound")])
    assert countries.codes == ()


def test_a_number_in_a_sip_address_teaches_its_country() -> None:
    countries = OwnCountries()
    countries.learn([call("inbound", "anonymous", f'"Main line" <sip:+{US}@trunk.example;user=phone>')])
    assert countries.codes == ("US",)


def test_the_newest_calls_are_read_once_in_a_while_and_nothing_is_forgotten() -> None:
    now = [0.0]
    countries = OwnCountries(clock=lambda: now[0])
    first, second = (FakeApi(calls=[call("inbound", RUSSIA, own)]) for own in (UK, US))
    countries.read(first)
    countries.read(first)
    assert countries.codes == ("GB",)
    assert first.requests == [LOG]

    now[0] = READ_AGAIN
    countries.read(second)
    assert countries.codes == ("GB", "US")
    assert second.requests == [LOG]


def test_a_read_that_fails_is_made_again() -> None:
    countries, api = OwnCountries(), FakeApi(calls=[call("inbound", RUSSIA, UK)])
    api.fail("call_log", ForbiddenError(ProblemDetails(status=403)))
    with pytest.raises(ForbiddenError):
        countries.read(api)
    api.recover("call_log")
    countries.read(api)
    assert countries.codes == ("GB",)


def test_threads_lose_nothing_of_what_others_learn() -> None:
    countries = OwnCountries()
    threads = [Thread(target=countries.learn, args=([call("inbound", RUSSIA, own)],)) for own in (UK, US, SPAIN) * 5]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert countries.codes == ("ES", "GB", "US")
