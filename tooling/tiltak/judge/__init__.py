"""How a measure and a plan stand on a day. Pure: the day is an argument."""
