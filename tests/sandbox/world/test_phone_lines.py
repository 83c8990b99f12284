from __future__ import annotations

from capi_bot.sandbox.world import participants, phone_lines
from tests.sandbox.world.cues import cue


def test_a_customer_rings_from_a_number_that_is_kept_for_fiction() -> None:
    for number in range(48):
        channel = phone_lines.caller(cue(number)).channel
        assert str(channel["from"]).startswith(
            ("{'type': 'phone', 'number': '4477009002", "{'type': 'phone', 'number': '120255501")
        )
        assert channel["to"] == {"type": "phone", "number": participants.HOTLINE}


def test_the_shop_rings_the_same_number_from_its_own() -> None:
    inbound, outbound = phone_lines.caller(cue()), phone_lines.customer(cue())
    assert (outbound.channel["from"], outbound.channel["to"]) == (inbound.channel["to"], inbound.channel["from"])
    assert (inbound.direction, outbound.direction) == ("inbound", "outbound")


def test_a_bill_counts_the_seconds_that_really_went_by() -> None:
    usual, quick = (phone_lines.bill(cue(speed=speed), "caller", 109, 9).body for speed in (1, 4))
    assert (usual["duration"], usual["price"]) == ("100", "0.04000")
    assert (quick["duration"], quick["price"]) == ("25", "0.01000")


def test_a_line_is_as_good_as_the_packets_that_were_not_lost() -> None:
    heard = {str(phone_lines.quality(cue(number))) for number in range(40)}
    assert heard == {
        "{'mos_score': '4.4', 'quality_percentage': 97, 'jitter_avg': 2, 'packet_loss_perc': 0}",
        "{'mos_score': '4.2', 'quality_percentage': 92, 'jitter_avg': 3, 'packet_loss_perc': 1}",
        "{'mos_score': '3.0', 'quality_percentage': 62, 'jitter_avg': 9, 'packet_loss_perc': 7}",
    }
