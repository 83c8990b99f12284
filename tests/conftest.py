"""What all tests share: nothing may be skipped in CI, and signals are those of a program in the foreground."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Generator, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import settings
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from capi_bot import network
from capi_bot.capi import auth
from tests.shared_files import may_skip
from tests.trickle import Trickle, trickling

settings.register_profile("capi_bot", deadline=None)  # how fast an example is says nothing here
settings.load_profile("capi_bot")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,  # noqa: ARG001 - pytest's signature
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail what is skipped in CI, or where `../shared` is, save for the tests that need `../shared` where it is not."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and not may_skip(str(report.longrepr), os.environ):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which is not allowed here: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _sigint_as_in_the_foreground() -> Iterator[None]:
    """Handle SIGINT as Python does in a terminal: a shell ignores it for what it starts in the background."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", autouse=True)
def _no_authorities_of_this_machine() -> Iterator[None]:
    """Trust what requests trusts: each bundle that the environment names is loaded too, for each client, in 13 ms."""
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
    before = {name: value for name in names if (value := os.environ.pop(name, None)) is not None}
    yield
    os.environ.update(before)


@pytest.fixture(scope="session", autouse=True)
def _one_authority_and_each_key_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Load one authority instead of 140 for each client, and check each RSA key once: 20 and 30 ms of CPU each time."""
    end = "-----END CERTIFICATE-----\n"
    bundle = tmp_path_factory.mktemp("authorities") / "one.pem"
    bundle.write_text(
        Path(DEFAULT_CA_BUNDLE_PATH).read_text(encoding="utf-8").partition(end)[0] + end, encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network, "DEFAULT_CA_BUNDLE_PATH", str(bundle))
        patch.setattr(auth, "load_der_private_key", lru_cache(auth.load_der_private_key))
        yield


@pytest.fixture(autouse=True)
def _log_level_as_before() -> Iterator[None]:
    """Leave the level of logs as it was, in whatever order tests run: `doctor` lets only critical records through."""
    root = logging.getLogger()
    before = root.level
    yield
    root.setLevel(before)


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def key_pem(rsa_key: rsa.RSAPrivateKey) -> str:
    return rsa_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(scope="session")
def samples() -> Path:
    return Path(__file__).parent / "samples"


@pytest.fixture
def trickle() -> Iterator[Trickle]:
    """Start a server whose answers never end."""
    with trickling() as start:
        yield start
