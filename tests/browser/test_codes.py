"""The known answers of RFC 6238, appendix B (SHA-1, cut to six digits)."""

import base64

import pytest

from tests.browser.codes import code_of

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_code_of_a_moment(moment: int, code: str) -> None:
    assert code_of(SECRET, moment) == code
