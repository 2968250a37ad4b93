"""Recordings and the files behind them."""
