"""What a conversation means to people: functions and frozen values over the client's models.

The API, threads and the time are passed in.
"""
