"""What programs get: JSON, CSV, feeds and calendars."""
