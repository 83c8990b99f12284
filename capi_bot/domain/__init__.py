"""What a conversation means to people: pure functions and frozen values over the client's models. Time is passed in."""
