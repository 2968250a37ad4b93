"""Which addresses may be called."""

from __future__ import annotations

import pytest

from clipdesk.kernel.targets import Inside, NoAddress, NotFound, Target, are_public, is_public, target_of


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/",
        "http://localhost/",
        "https://10.1.2.3/x",
        "http://172.16.0.9/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://2130706433/",  # 127.0.0.1 as one number
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::7f00:1]/",
        "http://[fec0::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
    ],
)
def test_inside_is_never_called(url: str) -> None:
    with pytest.raises(Inside):
        target_of(url, ())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "station.vn",
        "ftp://station.vn/",
        "file:///etc/passwd",
        "http://",
        "http://a:b@1.1.1.1/",
        "http://1.1.1.1:x/",
        "http://1.1.1.1/\r\nX: 1",
        "http://1.1.1.1/a b",
        "http://đài.vn/",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(NoAddress):
        target_of(url, ())


def test_what_is_public_is_called_and_a_name_nobody_knows_is_said() -> None:
    assert target_of("https://1.1.1.1/a?b", ()) == Target("https", "1.1.1.1", 443, "1.1.1.1", "/a?b")
    assert target_of("http://[2606:4700::1111]:8/", ()).port == 8
    assert is_public("64:ff9b::101:101")
    assert are_public(["1.1.1.1", "2606:4700::1111"])
    assert not are_public(["1.1.1.1", "10.0.0.1"])
    with pytest.raises(NotFound):
        target_of("https://nobody.invalid/", ())
