"""The pages of the site, as pure functions. What a page says comes from `summary`, `changes` and `words`."""
