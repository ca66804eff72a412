"""Forms for people who know neither YAML nor git, all made from the schemas.

fields (what a form shows) → editor (the configuration of /rediger/) | issue (the form on the git host)
                           → proxy (the editor on this machine's own files)
"""
