"""Hear what is routed to a team: `AMQP_URL=amqp://phones:...@broker/heard python docs/listen.py phones fostering`."""

import os
import sys

import pika

queue, team = sys.argv[1:]
channel = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"])).channel()
channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum"})
channel.queue_bind(queue, exchange="heard", routing_key=f"routed.{team}")
for method, properties, body in channel.consume(queue):
    print(properties.message_id, body.decode(), flush=True)  # do what is to be done, then:
    channel.basic_ack(method.delivery_tag)
