"""The practice bulletin: a drawn and spoken news programme made by our own code, so that nobody learns on real news.

The station, its places and its people are invented. The words are station content, not interface: they are written in
both languages in `script.py` and never pass through the translation catalogue.
"""
