from __future__ import annotations

import pytest

from capi_bot.cli.output import complain, say


def test_what_is_said_and_what_is_complained_of_go_their_own_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert (say("all is well"), complain("it is not"), complain("wrong", 2)) == (0, 1, 2)
    assert capsys.readouterr() == ("all is well\n", "it is not\nwrong\n")
