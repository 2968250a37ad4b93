"""The same clip by MoviePy; runs in an environment of its own. argv[1]: JSON, see `render.py`."""

import json
import sys

from moviepy import CompositeVideoClip, TextClip, VideoFileClip

wanted = json.loads(sys.argv[1])
clip = VideoFileClip(wanted["source"]).subclipped(wanted["start"], wanted["end"])
clip = clip.cropped(x1=656, width=608).resized((1080, 1920))
texts = [
    TextClip(font=wanted["font"], text=text, font_size=72, color="white", stroke_color="black", stroke_width=5,
             method="caption", size=(900, None))
    .with_start(start).with_end(end).with_position(("center", 1300))
    for start, end, text in wanted["cues"]
]  # fmt: skip
whole = CompositeVideoClip([clip, *texts])
whole.write_videofile(
    wanted["output"], codec="libx264", preset="veryfast", audio_codec="aac", ffmpeg_params=["-crf", "20"], logger=None
)
