"""Destinations: where an answer goes and a failure is reported. They send, replace and report; they import no view."""
