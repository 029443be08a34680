"""Events in and out in batches: consumer, publisher, retry and dead-letter topics, readers without a group."""
