"""A Slack workspace on loopback, written from Slack's documents: Web API, response_url, signed deliveries, limits."""
