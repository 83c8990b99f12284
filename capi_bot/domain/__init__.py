"""What a conversation means to people: pure functions and values over what the client reads."""
