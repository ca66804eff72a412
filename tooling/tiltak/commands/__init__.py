"""One module for each command; `cli.COMMANDS` lists them."""
