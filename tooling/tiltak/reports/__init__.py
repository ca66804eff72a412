"""What the council gets: one description of a report, and one module for each form it takes.

`report` gathers the numbers, `document` says in which words and order, the others set it.
"""
