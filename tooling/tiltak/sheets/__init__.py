"""Spreadsheets and lists: out to be filled in, and in again without losing a cell unseen."""
