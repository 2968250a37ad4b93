"""One pass over a whole recording: what the desk knows of it afterwards, for about the price of encoding its proxy.

`analyse` runs it, `analysis_args` is the one ffmpeg command, `result` is the file it leaves; the others turn what
ffmpeg says and the raw streams it hands over (`media.taps`) into facts: `shots`, `log_spans`, `peaks`, `filmstrip`.
"""
