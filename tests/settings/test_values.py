from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from capi_bot.errors import SettingsError
from capi_bot.settings import Settings, SlackSettings, VonageSettings

ID = "aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb"


@pytest.fixture(scope="module")
def pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def environ(pem: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-1-bot",
        "SLACK_SIGNING_SECRET": "5ec1e7",
        "VONAGE_APPLICATION_ID": ID,
        "VONAGE_PRIVATE_KEY": pem,
    }


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(environ)
    return raised.value.problems


def test_four_settings_are_enough(environ: dict[str, str]) -> None:
    settings = Settings.from_env(environ)

    assert (settings.slack.bot_token, settings.slack.signing_secret, settings.slack.app_token) == (
        "xoxb-1-bot",
        "5ec1e7",
        "",
    )
    assert (settings.slack.api_url, settings.vonage.api_url) == ("https://slack.com/api/", "https://api.nexmo.com")
    assert (settings.vonage.application_id, settings.vonage.api_version) == (ID, "v1")
    assert (settings.server.host, settings.server.port, settings.log_level) == ("127.0.0.1", 3000, "INFO")


def test_slacks_address_always_ends_with_one_slash(environ: dict[str, str]) -> None:
    for url in ("http://127.0.0.1:1/api", "http://127.0.0.1:1/api/"):
        assert Settings.from_env(environ | {"SLACK_API_URL": url}).slack.api_url == "http://127.0.0.1:1/api/"


def test_every_missing_setting_is_named_at_once() -> None:
    assert [problem.split()[0] for problem in problems({})] == [
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "VONAGE_APPLICATION_ID",
        "VONAGE_PRIVATE_KEY",
    ]


def test_every_wrong_setting_is_named_at_once() -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "secret-1",
        "SLACK_APP_TOKEN": "secret-2",
        "SLACK_API_URL": "https://user:secret-3@slack.example/api",
        "VONAGE_APPLICATION_ID": "secret-4",
        "VONAGE_PRIVATE_KEY": "-----BEGIN secret-5",
        "VONAGE_API_URL": "http://secret-6.example",
        "VONAGE_API_VERSION": "secret-7",
        "CAPI_HOST": "secret 8",
        "CAPI_PORT": "secret-9",
        "CAPI_LOG_LEVEL": "secret-10",
    }

    reported = problems(wrong)

    assert [problem.split()[0] for problem in reported] == [*wrong]
    assert "secret" not in "\n".join(reported)


def test_without_an_app_token_the_signing_secret_is_needed(environ: dict[str, str]) -> None:
    (problem,) = problems(environ | {"SLACK_SIGNING_SECRET": ""})

    assert problem.startswith("SLACK_SIGNING_SECRET is missing: ")


def test_with_an_app_token_the_signing_secret_may_be_missing(environ: dict[str, str]) -> None:
    slack = SlackSettings.from_env(environ | {"SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": ""})

    assert (slack.app_token, slack.signing_secret) == ("xapp-1", "")


def test_a_signing_secret_beside_an_app_token_is_read(environ: dict[str, str]) -> None:
    assert SlackSettings.from_env(environ | {"SLACK_APP_TOKEN": "xapp-1"}).signing_secret == "5ec1e7"


def test_oauth_settings_that_would_make_bolt_ignore_the_token_are_rejected(environ: dict[str, str]) -> None:
    (problem,) = problems(environ | {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hidden"})

    assert problem.startswith("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are both set: remove them")
    assert "hidden" not in problem


def test_oauth_settings_of_empty_quotes_count_as_missing(environ: dict[str, str]) -> None:
    assert Settings.from_env(environ | {"SLACK_CLIENT_ID": '""', "SLACK_CLIENT_SECRET": "''"}).slack.app_token == ""


def test_one_oauth_setting_alone_is_accepted(environ: dict[str, str]) -> None:
    assert Settings.from_env(environ | {"SLACK_CLIENT_ID": "1.2"}).slack.bot_token == "xoxb-1-bot"


def test_the_settings_of_vonage_need_none_of_slack(pem: str) -> None:
    vonage = VonageSettings.from_env({"APPLICATION_ID": ID, "PRIVATE_KEY": pem, "VONAGE_API_VERSION": "beta"})

    assert (vonage.application_id, vonage.api_version, vonage.private_key.rsa.key_size) == (ID, "beta", 2048)


def test_the_repr_has_no_secret(environ: dict[str, str]) -> None:
    text = repr(Settings.from_env(environ | {"SLACK_APP_TOKEN": "xapp-1"}))

    assert not any(secret in text for secret in ("xoxb", "xapp", "5ec1e7", "PRIVATE", "RSA"))
