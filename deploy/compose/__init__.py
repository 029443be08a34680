"""What docker-compose.yml runs once, before the services: certificates, users and their rights."""
