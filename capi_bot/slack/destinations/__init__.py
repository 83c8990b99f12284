"""Destinations: where an answer goes and a failure is told. They send, replace and report; they import no view."""
