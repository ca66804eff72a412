"""Drawings as SVG, made when the site and the reports are built."""
