"""Changing people's YAML: splices at marks, one shape for all files, and writes that are whole or not at all.

text → tree (where everything stands) → splice (only the lines of a field) | layout (the whole file)
     → proposal (load and check the tree as it would be) → save (replace the file)
"""
