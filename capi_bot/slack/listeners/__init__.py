"""Do what a person asked: one function a thing, from a parsed payload and services to a message."""
