"""From texts to a plan and a list of problems. The only floor that reads files, asks git and asks the clock."""
