from __future__ import annotations

import pytest

from capi_bot.cli.output import print_error, print_output


def test_output_and_errors_have_a_stream_and_an_exit_code_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert (print_output("all is well"), print_error("it is not"), print_error("wrong", 2)) == (0, 1, 2)
    assert capsys.readouterr() == ("all is well\n", "it is not\nwrong\n")
