"""One module for each command (`cli.COMMANDS` lists them), and those with an underscore that they share."""
