"""The HTTP models: what each service and the gateway take and give."""
