"""The sections of a report, by subject; `reports/document.py` has their order."""
