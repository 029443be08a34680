"""Stories, severity, the life of an incident, escalation, callouts, playbooks, statements and the review."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.crisis.adapters.minhash import RensaSigner
from services.crisis.domain.callout import (
    Ask,
    Callout,
    CalloutRules,
    Volunteer,
    answer,
    eligible,
    ordered,
    settled,
    wave_size,
)
from services.crisis.domain.escalation import FIRST, EscalationPolicy, Level, Stage, next_stage, pages
from services.crisis.domain.incident import (
    ALLOWED,
    LEADS_TO,
    Command,
    Entry,
    Figures,
    Incident,
    NotAllowed,
    State,
    acknowledged,
    cast,
    check,
    moved,
    stood_down,
)
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK, NoSuchStep, StepDone, complete, opened
from services.crisis.domain.review import as_markdown, build
from services.crisis.domain.severity import Picture, SeverityRules, ratio_of, severity_of
from services.crisis.domain.statement import AlreadyApproved, OwnStatement, Statement, approve
from services.crisis.domain.story import Post, Story, bands, cleaned, group, shingles
from services.crisis.domain.tally import Count, filled

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
STATES: tuple[State, ...] = ("declared", "active", "monitoring", "stood_down", "reviewed")
SIGNER = RensaSigner()


def an_incident(state: State = "declared") -> Incident:
    return Incident("i", "Ash", 2, state, "ann", NOON, steps=opened(DEFAULT_PLAYBOOK))


@pytest.mark.parametrize("command", list(ALLOWED))
@pytest.mark.parametrize("state", STATES)
def test_a_command_is_allowed_as_the_table_says_and_refused_otherwise(command: Command, state: State) -> None:
    if state in ALLOWED[command]:
        check(an_incident(state), command)
    else:
        with pytest.raises(NotAllowed) as refused:
            check(an_incident(state), command)
        assert refused.value.state == state


def test_an_incident_can_go_from_declared_to_reviewed_and_no_further() -> None:
    incident = an_incident()
    commands: list[Command] = ["activate", "monitor", "activate", "stand_down", "review"]
    for command in commands:
        incident = moved(incident, command)
    assert incident.state == "reviewed"
    assert all(incident.state not in ALLOWED[command] for command in LEADS_TO)


def test_the_first_to_acknowledge_takes_command_and_the_second_does_not() -> None:
    first = acknowledged(an_incident(), "ann", NOON)
    assert first.roles == {"commander": "ann"}
    assert acknowledged(first, "ben", NOON) == first


def test_a_named_commander_keeps_command() -> None:
    incident = cast(an_incident(), {"commander": "cas", "scribe": "dee"})
    assert acknowledged(incident, "ann", NOON).roles["commander"] == "cas"
    assert cast(incident, {"scribe": ""}).roles == {"commander": "cas"}


@pytest.mark.parametrize(
    ("ratio", "share", "level"),
    [(2, None, 1), (5, 0.1, 2), (50, 0.1, 3), (2, 0.7, 2), (8, 0.9, 3), (90, 0.9, 3)],
)
def test_severity_follows_volume_and_anger(ratio: float, share: float | None, level: int) -> None:
    assert severity_of(Picture(ratio, share), SeverityRules()) == level


def test_a_quiet_brand_is_not_infinitely_surprised() -> None:
    assert ratio_of(40, 0.0) == 40


def test_escalation_goes_through_levels_and_rounds_and_ends() -> None:
    policy = EscalationPolicy((Level(("ann", "ann", "ben")), Level(("cas",))), rounds=2)
    stages: list[Stage | None] = [FIRST]
    while stages[-1] is not None:
        stages.append(next_stage(policy, stages[-1]))

    assert stages == [Stage(1, 1), Stage(1, 2), Stage(2, 1), Stage(2, 2), None]
    assert [page.person for page in pages(policy, "i", FIRST, lambda *parts: "/".join(parts))] == ["ann", "ben"]


def test_a_page_has_the_same_key_however_often_it_is_tried_and_another_in_the_next_round() -> None:
    policy = EscalationPolicy((Level(("ann",)),))
    keys = [pages(policy, "i", stage, lambda *parts: "/".join(parts))[0].id for stage in (FIRST, FIRST, Stage(2, 1))]
    assert keys[0] == keys[1] != keys[2]


def a_callout(**fields: object) -> Callout:
    return replace(Callout("c", "i", 10, 0, 0, "open", NOON), **fields)  # type: ignore[arg-type]


def test_a_wave_is_as_large_as_the_answers_teach() -> None:
    rules = CalloutRules(acceptance=0.5)
    assert wave_size(a_callout(), rules) == 20
    assert wave_size(a_callout(declined=20), rules) > 20
    assert wave_size(a_callout(accepted=10), rules) == 0
    assert wave_size(a_callout(needed=900), replace(rules, wave_most=200)) == 200


def test_who_is_present_and_speaks_the_language_is_asked_first() -> None:
    rules = CalloutRules(languages=("nl",), skills=(("booking", 1),))
    people = [
        Volunteer("offline", ("nl",), (), "offline", True),
        Volunteer("english", ("en",), (("booking", 5),), "online", True),
        Volunteer("dutch", ("nl",), (), "online", True),
        Volunteer("skilled", ("nl",), (("booking", 3),), "online", True),
    ]
    order = [one.employee for one in ordered(people, rules, lambda employee: employee)]
    assert order == ["skilled", "dutch", "english", "offline"]


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"volunteer": False}, False),
        ({"surge_incident": "x"}, False),
        ({"on_shift_until": NOON + timedelta(hours=1)}, False),
        ({"on_shift_until": NOON - timedelta(hours=1)}, True),
        ({"employee": "asked"}, False),
    ],
)
def test_only_those_who_opted_in_and_are_free_are_asked(change: dict[str, object], may: bool) -> None:
    volunteer = replace(Volunteer("v", volunteer=True), **change)  # type: ignore[arg-type]
    assert eligible(volunteer, NOON, {"asked"}) is may


def test_a_callout_stays_exhausted_so_that_its_waves_say_so_once() -> None:
    assert settled(a_callout(state="exhausted"), NOON).state == "exhausted"
    assert settled(a_callout(state="filled"), NOON).state == "open"


def test_the_last_yes_fills_the_callout_and_a_larger_need_opens_it_again() -> None:
    ask = Ask("c", "i", "v", 1, NOON, NOON)
    filled_one, said = answer(a_callout(needed=1), ask, "accepted", NOON)
    assert (filled_one.state, said.state) == ("filled", "accepted")
    assert settled(replace(filled_one, needed=2), NOON).state == "open"


def test_a_step_is_completed_once() -> None:
    steps = complete(opened(DEFAULT_PLAYBOOK), 2, "ann", NOON)
    assert (steps[1].done_by, steps[0].done_by) == ("ann", None)
    with pytest.raises(StepDone):
        complete(steps, 2, "ben", NOON)
    with pytest.raises(NoSuchStep):
        complete(steps, 0, "ben", NOON)


def test_a_statement_takes_four_eyes() -> None:
    draft = Statement("s", "i", "nl", "Wij weten het.", "ann", NOON)
    with pytest.raises(OwnStatement):
        approve(draft, "ann", NOON)
    approved = approve(draft, "ben", NOON)
    assert (approved.state, approved.approved_by) == ("approved", "ben")
    with pytest.raises(AlreadyApproved):
        approve(approved, "cas", NOON)


def a_post(number: int, text: str) -> Post:
    words = cleaned(text)
    return Post(f"m{number}", text, words, bands(SIGNER.signature(shingles(words)), SIGNER.rows), 1, NOON)


ASH = "All flights from Amsterdam are cancelled because of the ash and nobody at the desk tells us anything"


def grouped(texts: list[str], known: list[Story] | None = None) -> list[tuple[int, bool]]:
    posts = [a_post(number, text) for number, text in enumerate(texts)]
    growths = group(posts, known or [], SIGNER.similarity, lambda post: post.message, 3)
    return [(growth.story.messages, growth.announce) for growth in growths]


def test_retellings_of_one_text_are_one_story() -> None:
    assert grouped(
        [ASH, f"RT @someone {ASH}", f"{ASH.upper()} https://t.co/x", ASH.replace("Amsterdam", "Utrecht")]
    ) == [(4, True)]


def test_texts_about_other_things_are_apart() -> None:
    assert grouped([ASH, "My suitcase did not arrive in Rome, can you help me find it please?"]) == [
        (1, False),
        (1, False),
    ]


def test_short_thanks_are_no_story() -> None:
    assert shingles(cleaned("Thanks a lot!")) == []


def test_a_story_is_announced_once() -> None:
    first = a_post(0, ASH)
    known = Story("s", ASH, first.cleaned, first.bands, 7, 7, NOON, NOON, found=True)
    assert grouped([ASH, ASH], [known]) == [(9, False)]


def test_a_signature_is_the_same_in_every_process() -> None:
    assert list(RensaSigner().signature(shingles(cleaned(ASH)))) == list(SIGNER.signature(shingles(cleaned(ASH))))


def test_silent_buckets_are_zeros_and_not_gaps() -> None:
    buckets = filled({60: Count(inbound=5, unknown=2, negative=1)}, 0, 180, 60)
    assert [(bucket.start, bucket.inbound, bucket.known) for bucket in buckets] == [(0, 0, 0), (60, 5, 3), (120, 0, 0)]


def test_the_review_says_who_when_and_how_much_and_no_text_breaks_its_table() -> None:
    incident = replace(an_incident(), began_at=NOON - timedelta(seconds=60), roles={"commander": "ann"})
    ended = stood_down(incident, "ann", NOON + timedelta(hours=2), Figures(messages=900, negative=30, known=60))
    ask = Ask("c", "i", "ben", 1, NOON, NOON, "accepted", NOON + timedelta(seconds=120))
    review = build(ended, [Entry(NOON, "cas", "note", "a | b\n<script>")], [ask])

    page = as_markdown(review)
    assert review.milestones.to_first_volunteer == 180
    assert review.people == ("ann", "cas")
    assert review.lasted_seconds == 7200
    assert "| Messages | 900 |" in page
    assert "50%" in page
    assert "a / b &lt;script>" in page
