"""The site: pages as pure functions of a portfolio and a day; only `plugin` knows MkDocs."""
