from __future__ import annotations

import pytest

from capi_bot.readiness import Dependency, Readiness, assess

API, SLACK, STORE = Dependency.API, Dependency.SLACK, Dependency.STORE


def everything_served() -> Readiness:
    readiness = Readiness()
    for dependency in Dependency:
        readiness.report(dependency, None)
    return readiness


def test_nothing_is_ready_until_each_has_served_once() -> None:
    readiness = Readiness()
    reasons = [assess(readiness.states()).reasons]
    for dependency in (STORE, API, SLACK):
        assert not assess(readiness.states()).is_ready
        readiness.report(dependency, None)
        reasons.append(assess(readiness.states()).reasons)

    assert assess(readiness.states()).is_ready
    assert reasons[0] == (
        "Vonage's API has not been reached yet.",
        "Slack has not been reached yet.",
        "The store has not been reached yet.",
    )
    assert [len(part) for part in reasons] == [3, 2, 1, 0]


@pytest.mark.parametrize(("dependency", "is_ready"), [(API, True), (SLACK, False), (STORE, False)])
def test_a_later_outage_is_told_and_only_that_of_the_api_keeps_the_bot_ready(
    dependency: Dependency,
    is_ready: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    readiness = everything_served()
    readiness.report(dependency, "it is on fire.")
    report = assess(readiness.states())

    assert (report.is_ready, report.reasons) == (is_ready, (f"{dependency.value}: it is on fire.",))
    readiness.report(dependency, None)
    assert assess(readiness.states()) == assess(everything_served().states())


def test_an_api_that_has_never_served_is_not_ready_and_its_problem_is_told() -> None:
    readiness = Readiness()
    readiness.report(SLACK, None)
    readiness.report(STORE, None)
    readiness.report(API, "there is no such host.")
    report = assess(readiness.states())

    assert (report.is_ready, report.reasons) == (False, ("Vonage's API: there is no such host.",))


def test_a_problem_that_names_the_dependency_is_told_as_it_is() -> None:
    readiness = everything_served()
    readiness.report(SLACK, "Slack cannot be reached.")

    assert assess(readiness.states()).reasons == ("Slack cannot be reached.",)


def test_a_revoked_token_is_told_in_the_words_that_were_reported() -> None:
    readiness = everything_served()
    readiness.report(SLACK, "it has revoked the token (token_revoked): install the app again.")

    assert assess(readiness.states()).reasons == (
        "Slack: it has revoked the token (token_revoked): install the app again.",
    )
