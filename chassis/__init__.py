"""How the services say it: consumer, producer, outbox, store, timers, health. No business word."""
