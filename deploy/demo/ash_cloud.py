"""The ash cloud: a normal day, then flights stop; the whole answer of a company, through the public API only."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.live import Live

from contracts.inbox import MessageStored
from deploy.demo.board import DemoBoard
from deploy.demo.cast import Company, create_company, reach_hub
from deploy.demo.mailserver import serve_mail
from deploy.demo.outcome import read_outcome, show_outcome
from deploy.demo.platform import Platform
from deploy.demo.report import write_reports
from deploy.demo.screen import picture, show_closing
from deploy.demo.sender import delivery, send
from deploy.demo.staff import Staff
from deploy.demo.traffic import Crowd, DemoPost, Shape
from deploy.demo.training import train
from deploy.local.follow import Follower, client
from deploy.local.state import LocalState, home
from deploy.stack.ports import free_ports

FRAMES_PER_SECOND = 4
AFTERWARDS_SECONDS = 150.0  # at most, until everything is answered and the incident has stood down
TIME = {
    "MUSTER_CRISIS_BUCKET_SECONDS": "1",
    "MUSTER_CRISIS_TIME_SCALE": "60",
    "MUSTER_CRISIS_GRACE_SECONDS": "0.5",
    "MUSTER_CRISIS_WARMUP_BUCKETS": "15",
    "MUSTER_CRISIS_CLEAR_BUCKETS": "5",
    "MUSTER_CRISIS_FORECAST_SLOT_SECONDS": "180",
    "MUSTER_ANALYTICS_MINUTE_SECONDS": "2",
}
"""What compresses time for the services of a scenario: one second of play is a minute of the company's day."""
MAIL_PORT = "MUSTER_CRISIS_SMTP_PORT"


def variables() -> dict[str, str]:
    """What the services of a scenario are started with: its time, and where the company's mail server will listen."""
    (port,) = free_ports(1)
    mail = {"MUSTER_CRISIS_SMTP_HOST": "127.0.0.1", MAIL_PORT: str(port), "MUSTER_CRISIS_SMTP_SECURITY": "none"}
    return TIME | mail


def fits(state: LocalState) -> bool:
    """Whether a running stack was started for a scenario."""
    return MAIL_PORT in state.variables and TIME.items() <= state.variables.items()


def play(state: LocalState, *, seed: int) -> Path:
    """Play the scenario on a running stack and return the path of its HTML report."""
    return asyncio.run(_play(state, seed, Console()))


async def _play(state: LocalState, seed: int, console: Console) -> Path:
    name = f"ash-cloud-{int(time.time()) % 10**8}"
    shape, board = Shape(), DemoBoard()
    async with Platform() as platform, client() as session:
        with console.status("founding") as status:
            company = await asyncio.to_thread(create_company, state, name, platform, seed, status.update)
            await asyncio.to_thread(reach_hub, company)
            training = await asyncio.to_thread(train, company, status.update)
        for line in training.lines():
            console.print(line)
        staff = Staff(state.gateway, company, session, board, random.Random(seed))  # noqa: S311 - it must repeat
        began = datetime.now(UTC)
        mail = await serve_mail(staff.on_mail, int(state.variables[MAIL_PORT]))
        async with mail, _following(state, company, session, board, staff):
            posts = Crowd(seed, shape).posts()
            await _perform(console, state, company, session, board, shape, posts)
            await asyncio.wait_for(staff.wait_until_idle(), AFTERWARDS_SECONDS)
        show_closing(console, board)
        came = await asyncio.to_thread(read_outcome, company, staff.hub)
        show_outcome(console, came)
        doubled = sum(count - 1 for count in platform.received.values())
        console.print(f"replies that reached a platform: {platform.delivered}, doubled: {doubled}")
        if staff.refused:
            console.print(f"[dim]commands that came too late or were refused: {staff.refused}[/]")
        folder = home() / "reports" / name
        return await asyncio.to_thread(write_reports, company, board, came, folder, console, began)


@contextlib.asynccontextmanager
async def _following(
    state: LocalState, company: Company, session: aiohttp.ClientSession, board: DemoBoard, staff: Staff
) -> AsyncIterator[None]:
    """Follow the brand's stream in the background: the board learns, the staff acts."""
    follower = Follower(state.gateway, company.keys["administrator"])

    async def follow() -> None:
        async for event in follower.events(session):
            board.apply(event)
            if not isinstance(event, MessageStored):
                staff.on_event(event)

    following = asyncio.create_task(follow())
    await asyncio.sleep(1.0)  # the stream begins at the log's end: it must be open before the first message
    yield
    following.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await following


async def _perform(
    console: Console,
    state: LocalState,
    company: Company,
    session: aiohttp.ClientSession,
    board: DemoBoard,
    shape: Shape,
    posts: list[DemoPost],
) -> None:
    """Send every post at its time and draw; then wait until all is answered and the incident is over."""
    began = time.monotonic()
    sending: set[asyncio.Task[None]] = set()
    play_id = company.brand

    async def one(post: DemoPost) -> None:
        board.posted += 1
        given = delivery(post, company.integrations[post.channel], play_id)
        if await send(session, state.gateway, given):
            board.accepted += 1

    async def crowd() -> None:
        for post in posts:
            await asyncio.sleep(max(0.0, began + post.second - time.monotonic()))
            task = asyncio.create_task(one(post))
            sending.add(task)
            task.add_done_callback(sending.discard)
        if sending:
            await asyncio.wait(sending)

    length = shape.length + AFTERWARDS_SECONDS
    with Live(console=console, refresh_per_second=FRAMES_PER_SECOND, transient=not console.is_terminal) as live:
        drawing = asyncio.create_task(_draw(live, board, shape, began, length))
        await crowd()
        await _until(lambda: _over(board), began + length)
        drawing.cancel()
        live.update(picture(board, _phase(board, shape), length))


async def _draw(live: Live, board: DemoBoard, shape: Shape, began: float, length: float) -> None:
    stored, second = 0, 0
    while True:
        board.second = time.monotonic() - began
        if int(board.second) > second:
            board.rates.append(board.posted - stored)
            stored, second = board.posted, int(board.second)
        live.update(picture(board, _phase(board, shape), length))
        await asyncio.sleep(1 / FRAMES_PER_SECOND)


def _over(board: DemoBoard) -> bool:
    done = board.open_tasks() == 0 and board.stored >= board.accepted
    return done and board.incident_state == "stood_down" and not board.on_duty


async def _until(true: Callable[[], bool], deadline: float) -> None:
    while not true() and time.monotonic() < deadline:  # noqa: ASYNC110 - the stream is what changes it
        await asyncio.sleep(0.2)


def _phase(board: DemoBoard, shape: Shape) -> str:
    if board.second < shape.calm:
        return "A normal day: questions in four languages over five channels"
    if board.second < shape.calm + shape.rise:
        return "Flights stop: everyone writes at once"
    if board.second < shape.length:
        return "The peak: most about the same few stories"
    return "Draining the backlog, then standing down" if board.incident_state != "stood_down" else "Over"
