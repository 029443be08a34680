"""The live picture of the scenario in a terminal, and its closing table."""

from __future__ import annotations

from collections import Counter

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from deploy.demo.board import TRIAGES, DemoBoard, closing

BLOCKS = " ▁▂▃▄▅▆▇█"


def sparkline(values: list[int]) -> str:
    """The values as a line of blocks, the largest full."""
    top = max(values, default=0) or 1
    return "".join(BLOCKS[round(value / top * (len(BLOCKS) - 1))] for value in values)


def picture(board: DemoBoard, phase: str, length: float) -> RenderableType:
    """The whole screen at this moment."""
    return Group(_sky(board, phase, length), _rooms(board), _news(board))


def _sky(board: DemoBoard, phase: str, length: float) -> Panel:
    rates = list(board.rates)
    line = Text(sparkline(rates), style="red" if board.incident_state in {"declared", "active"} else "green")
    done = min(1.0, board.second / length)
    bar = "━" * round(done * 60) + "─" * (60 - round(done * 60))
    head = f"{phase}\n{bar} {board.second:5.0f} s   {rates[-1] if rates else 0} messages/s"
    return Panel(Group(Text(head), line), title="Ash cloud", subtitle="messages a second", border_style="blue")


def _rooms(board: DemoBoard) -> Table:
    rooms = Table.grid(expand=True)
    for _ in range(4):
        rooms.add_column(ratio=1)
    rooms.add_row(_inbox(board), _routing(board), _crisis(board), _people(board))
    return rooms


def _facts(title: str, facts: list[tuple[str, object]]) -> Panel:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(style="dim")
    table.add_column(justify="right")
    for name, value in facts:
        table.add_row(name, str(value))
    return Panel(table, title=title, padding=(0, 1))


def _inbox(board: DemoBoard) -> Panel:
    facts: list[tuple[str, object]] = [("accepted", board.accepted), ("stored", board.stored)]
    return _facts("inbox", facts + [(name, board.triage[name]) for name in TRIAGES])


def _routing(board: DemoBoard) -> Panel:
    states = Counter(board.tasks.values())
    facts: list[tuple[str, object]] = [(name, states[name]) for name in ("waiting", "offered", "assigned", "done")]
    return _facts("routing", [*facts, ("replies", board.replies), ("SLA breached", board.breaches)])


def _crisis(board: DemoBoard) -> Panel:
    state = board.incident_state.replace("_", " ")
    return _facts(
        "crisis",
        [
            ("incident", state),
            ("severity", board.severity or "-"),
            ("stories", len(board.stories)),
            ("people needed", board.needed or "-"),
            ("negative", board.sentiment["negative"]),
            ("languages", len(board.languages)),
        ],
    )


def _people(board: DemoBoard) -> Panel:
    return _facts(
        "volunteers",
        [
            ("asked", board.asked),
            ("accepted", board.answers["accepted"]),
            ("declined", board.answers["declined"]),
            ("no answer", board.answers["no_answer"]),
            ("on duty", len(board.on_duty)),
            ("seats in all", board.staffed),
        ],
    )


def _news(board: DemoBoard) -> Panel:
    lines = [Text.from_markup(f"[dim]{second:5.0f} s[/]  {words}") for second, words in board.news]
    return Panel(Group(*lines), title="what happened", height=11)


def show_closing(console: Console, board: DemoBoard) -> None:
    """Print the closing table."""
    table = Table(title="Ash cloud, from the event stream", show_header=False)
    table.add_column(style="dim")
    table.add_column()
    for name, value in closing(board):
        table.add_row(name, str(value))
    console.print(table)
