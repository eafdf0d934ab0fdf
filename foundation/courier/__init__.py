"""How messages travel: RabbitMQ."""
