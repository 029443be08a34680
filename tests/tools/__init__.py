"""Programs for developers that try the project on material from outside."""
