"""What the services say to each other: events, topics and HTTP models. Data only."""
