"""Draw messages: pure functions from models and time to Block Kit."""
