"""What programs get: JSON, CSV, feeds and calendars."""

# Of every JSON that Tiltak writes: the data files, the report and the commands. `docs/dev/api.md` says when
# it is raised; `schema/data/` repeats it, and a test holds the two together.
VERSION = 2
