"""Runs alone inside the sandbox: reads one ASS or SSA script with pysubs2 and writes its cues to out/cues.json.

It imports nothing of Clipdesk, because nothing of Clipdesk is there. in/0 is UTF-8. A cue is `[start, end, text]`,
times as `"num/den"` seconds. Comments and drawings are left out, override codes too.
"""

import json
import re
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import pysubs2

OVERRIDE = re.compile(r"\{([^}]*)\}")
DRAWING = re.compile(r"\\p(\d+)")
ESCAPED = {r"\{": "\ue000", r"\}": "\ue001"}  # libass's own way to show a brace
BREAKS = ((r"\N", "\n"), (r"\n", "\n"), (r"\h", " "), ("\u200b", ""))


def main() -> None:
    """Write the answer; a script that pysubs2 cannot read is damaged."""
    try:
        script = pysubs2.SSAFile.from_string(Path("in/0").read_text("utf-8"), format_="ass")
        found = [[f"{start}/1000", f"{end}/1000", text] for start, end, text in sorted(cues(script), key=itemgetter(0))]
        answer: dict[str, object] = {"cues": found}
    except (pysubs2.Pysubs2Error, ValueError, KeyError) as error:
        answer = {"error": "damaged", "detail": str(error)[:80]}
    Path("out/cues.json").write_text(json.dumps(answer))


def cues(script: pysubs2.SSAFile) -> Iterator[tuple[int, int, str]]:
    """The events that show a text, times in milliseconds."""
    for event in script:
        text = plain(event.text)
        if not event.is_comment and event.end > event.start and text.strip():
            yield event.start, event.end, text


def plain(text: str) -> str:
    """What stands on the screen."""
    for code, sign in ESCAPED.items():
        text = text.replace(code, sign)
    shown, drawing = [], False
    for number, part in enumerate(OVERRIDE.split(text)):
        if number % 2:
            modes = DRAWING.findall(part)
            drawing = modes[-1] != "0" if modes else drawing
        elif not drawing:
            shown.append(part)
    found = "".join(shown)
    for code, sign in (*BREAKS, ("\ue000", "{"), ("\ue001", "}")):
        found = found.replace(code, sign)
    return found


if __name__ == "__main__":
    main()
