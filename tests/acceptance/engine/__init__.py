"""Items of the media engine: one module for each, `check()` measures and judges."""
