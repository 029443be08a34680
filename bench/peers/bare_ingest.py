"""A bare ingest: FastAPI and aiokafka with nothing between them; no check, no id, no brand."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI, Request


def create(bootstrap: str, topic: str) -> FastAPI:
    """One route that puts each item of a JSON array into the topic and answers after the acknowledgements."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, linger_ms=5)
        await producer.start()
        app.state.producer = producer
        yield
        await producer.stop()

    app = FastAPI(lifespan=lifespan)

    @app.post("/events", status_code=202)
    async def post(request: Request) -> dict[str, int]:
        items = json.loads(await request.body())
        producer: AIOKafkaProducer = request.app.state.producer
        sends = [
            await producer.send(topic, json.dumps(item).encode(), key=item["contact"]["external_id"].encode())
            for item in items
        ]
        await asyncio.gather(*sends)
        return {"accepted": len(items)}

    return app


if __name__ == "__main__":
    _, kafka, name, number = sys.argv
    uvicorn.run(create(kafka, name), host="127.0.0.1", port=int(number), log_level="warning", access_log=False)
