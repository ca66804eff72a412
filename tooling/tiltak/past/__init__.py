"""What was, and what changed: the walk through git, differences, promises and what a report rests on."""
