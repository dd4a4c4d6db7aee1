"""Which addresses that people type we go to."""

from ipaddress import ip_network

import pytest

from core.errors import Rejected
from integrations.calendars.reach import Reach, ShutError

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1",
]  # fmt: skip
PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_asked_only_in_development(address: str):
    assert not Reach().allows(address)
    assert Reach(everywhere=True).allows(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_asked(address: str):
    assert Reach().allows(address)


def test_a_network_can_be_allowed_by_name():
    reach = Reach(networks=(ip_network("10.0.0.0/8"), ip_network("fd00::/8")))
    assert reach.allows("10.1.2.3")
    assert reach.allows("fd00::1")
    assert not reach.allows("192.168.0.1")


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "file:///etc/passwd", "https://", "javascript:alert(1)", "http://[::1", "http://x:99999/", "",
     "http://127.0.0.1/", "https://[fe80::1]/", "http://" + "a" * 3000, "http://exa\nmple.com/"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_rejected(url: str):
    with pytest.raises(Rejected):
        Reach().checked(url)


def test_of_the_addresses_of_a_name_only_public_ones_are_used():
    assert Reach().kept(["10.0.0.1", "8.8.8.8", "fe80::1%eth0"]) == ["8.8.8.8"]
    with pytest.raises(ShutError):
        Reach().kept(["10.0.0.1"])
