"""Values: the plan and its measures, and the periods of reporting. Nothing here judges or reads."""
