"""An error is a sentence with its places filled, and a stable name."""

from clipdesk.kernel.errors import ClipdeskError


class TooWide(ClipdeskError):
    message = "“{name}” is {width} wide."


def test_an_error_says_what_and_where() -> None:
    error = TooWide(name="a.mp4", width=16000)
    assert str(error) == "“a.mp4” is 16000 wide."
    assert error.code == "TooWide"
    assert error.params == {"name": "a.mp4", "width": 16000}
