"""Reads for views: what a message is drawn from, side by side."""
