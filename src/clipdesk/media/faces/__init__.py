"""Faces in sampled frames: for framing, never for telling who somebody is.

`face` says what is found and what a detector is; `choosing` picks the best detector that is installed.
"""
