"""The media room: recordings in, clips out. See the modules; the public names follow with the render."""
