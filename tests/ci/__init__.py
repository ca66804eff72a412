"""Stand-ins for GitHub and GitLab, so that the workflow files can be run on any machine."""
