"""Tiltak keeps public plans alive: measures in git, checked, judged and shown."""

__version__ = "0.2.0"
