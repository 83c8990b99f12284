"""A package, so that pytest ends its running sandboxes after its last test: their threads disturb other tests."""
