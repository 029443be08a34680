"""Courses, enrolments and attempts: what is stored, what passing gives, and what happens once only."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from chassis.timers import DueTimer
from contracts.event import Event
from contracts.routing import CertificateIssued, CoursePassed, CoursePublished
from services.routing.application.audience_enrolment import AudienceEnrolment
from services.routing.application.enrolment_commands import EnrolmentCommands, UnknownCourse
from services.routing.application.ports import CourseFilter
from services.routing.application.rule_commands import StaleRules
from services.routing.domain.certificate import Certificate
from services.routing.domain.course import Audience, CourseVersion
from services.routing.domain.course_rules import WrongCourse
from services.routing.domain.employee import held_certificates
from services.routing.domain.enrolment import CourseAttempt, Enrolment, EnrolmentNotAllowed
from services.routing.domain.grading import Answers, Sorting, WrittenAnswer
from services.routing.domain.learning import MissingAbility, Way
from tests.support.routing.builders import BRAND, NOON, an_employee, at
from tests.support.routing.courses import EVERYONE, EXERCISES, RIGHT, SPEAK, WRONG, a_course
from tests.support.routing.rig import Rig

DAY = 86_400


async def published(rig: Rig, expected: int | None = None, **fields: Any) -> CourseVersion:
    """Put the certificate in the catalogue and publish a course that gives it."""
    application = rig.core.application
    if "speak" not in await rig.stores.catalogue.definitions(BRAND):
        await application.certificate_commands.define(BRAND, SPEAK, None)
    return await application.course_commands.put(BRAND, lambda n: a_course(n, **fields), "tone", expected)


def learners(rig: Rig) -> EnrolmentCommands:
    """Give the commands of learners."""
    return rig.core.application.enrolment_commands


async def enrolled(rig: Rig, employee: str = "anna") -> Enrolment:
    """Enrol an employee by themselves."""
    (enrolment,) = await learners(rig).enrol(BRAND, "tone", [employee], "self", employee, None)
    return enrolment


async def answer(rig: Rig, answers: Answers = RIGHT, attempt: str = "attempt-1") -> CourseAttempt:
    """Answer the first version as anna."""
    return await learners(rig).answer(BRAND, "tone", "anna", 1, answers, attempt)


async def events_of(rig: Rig, kind: type[Event]) -> list[Any]:
    """Give the events of one kind that were emitted."""
    return [each for each in await rig.emitted() if isinstance(each, kind)]


async def roll_out(rig: Rig, version: int, turns: int = 50) -> None:
    """Run the timer of a published version until its audience is enrolled."""
    payload = {"course": "tone", "version": version}
    timer = DueTimer("key", BRAND, "enrol", NOON, payload, 1)
    enrolment = AudienceEnrolment(rig.stores, rig.clock)
    for _ in range(turns):
        if not await enrolment.turn(timer.brand, "tone", version):
            return
    raise AssertionError("the audience never ended")


class LearningSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_every_write_of_a_course_is_a_version_that_stays(self, rig: Rig) -> None:
        first = await published(rig, 0)
        second = await published(rig, 1, title="Newer", status="draft")
        assert [first.version, second.version] == [1, 2]
        with pytest.raises(StaleRules) as stale:
            await published(rig, 1)
        assert stale.value.version == 2
        courses = rig.stores.courses
        assert await courses.version(BRAND, "tone", 1) == first
        assert await courses.versions(BRAND, "tone", None, 10) == [second, first]
        assert await courses.versions(BRAND, "tone", 2, 10) == [first]
        entry = await courses.entry(BRAND, "tone")
        assert entry is not None
        assert (entry.version, entry.published, entry.title) == (2, 1, "Our tone")
        assert await courses.page(BRAND, CourseFilter("draft"), None, 10) == [entry]
        (event,) = await events_of(rig, CoursePublished)
        assert event.certificates == first.certificates
        assert (event.course, event.course_version) == ("tone", 1)

    async def test_the_catalogue_is_found_by_language_and_page(self, rig: Rig) -> None:
        await published(rig, languages=("nl-BE", "en"))
        courses = rig.stores.courses
        for language, there in (("nl", 1), ("nl-be", 1), ("en", 1), ("fr", 0)):
            assert len(await courses.page(BRAND, CourseFilter(language=language), None, 10)) == there, language
        assert await courses.page(BRAND, CourseFilter(), "tone", 10) == []
        assert await courses.page("other", CourseFilter(), None, 10) == []
        assert await courses.page(BRAND, CourseFilter("draft"), None, 10) == []

    async def test_an_audience_in_which_nobody_is_is_refused(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna", department="care"))
        with pytest.raises(WrongCourse) as wrong:
            await published(rig, audience=Audience(departments=("care", "moon")))
        assert [each.pointer for each in wrong.value.faults] == ["/audience/departments/1"]
        assert await rig.stores.courses.entry(BRAND, "tone") is None

    async def test_passing_gives_the_certificate_with_the_attempt_as_evidence(self, rig: Rig) -> None:
        await published(rig)
        await rig.staff(an_employee("anna"))
        await enrolled(rig)
        attempt = await answer(rig)
        assert (attempt.passed, attempt.percent, attempt.certificates, attempt.attempts_left) == (
            True,
            100,
            ("speak",),
            1,
        )
        entry = await rig.stores.employees.get(BRAND, "anna")
        assert entry is not None
        (held,) = entry.certificates
        assert (held.how, held.evidence, held.expires_at) == ("course", "attempt-1", at(365 * DAY))
        (passed,) = await events_of(rig, CoursePassed)
        assert (passed.employee, passed.course, passed.course_version, passed.attempt) == (
            "anna",
            "tone",
            1,
            "attempt-1",
        )
        (issued,) = await events_of(rig, CertificateIssued)
        assert (issued.certificate, issued.how, issued.attempt) == ("speak", "course", "attempt-1")
        assert "cert:speak" in (await rig.seats())[0]["tokens"]

    @pytest.mark.parametrize("expires_at", [None, at(366 * DAY)])
    async def test_passing_does_not_shorten_what_a_person_gave(self, rig: Rig, expires_at: datetime | None) -> None:
        await published(rig)
        given = Certificate("speak", expires_at, NOON, "person", "boss", "by exam", definition=1)
        await rig.staff(an_employee("anna", certificates=(given,)))
        await enrolled(rig)
        attempt = await answer(rig)
        assert (attempt.passed, attempt.certificates) == (True, ("speak",))
        entry = await rig.stores.employees.get(BRAND, "anna")
        assert entry is not None
        assert entry.certificates == (given,)
        assert len(await events_of(rig, CoursePassed)) == 1

    @pytest.mark.parametrize("expires_at", [at(-1), at(364 * DAY)])
    async def test_passing_renews_what_ends_sooner(self, rig: Rig, expires_at: datetime) -> None:
        await published(rig)
        given = Certificate("speak", expires_at, NOON, "person", "boss", "by exam", definition=1)
        await rig.staff(an_employee("anna", certificates=(given,)))
        await enrolled(rig)
        await answer(rig)
        entry = await rig.stores.employees.get(BRAND, "anna")
        assert entry is not None
        assert [(each.how, each.expires_at) for each in entry.certificates] == [("course", at(365 * DAY))]

    async def test_exercises_are_stored_and_graded_with_the_questions(self, rig: Rig) -> None:
        written = await published(rig, lessons=(*a_course().lessons, *EXERCISES), pass_mark=60, attempts_max=None)
        assert await rig.stores.courses.version(BRAND, "tone", 1) == written
        await rig.staff(an_employee("anna"))
        await enrolled(rig)
        spoken = (WrittenAnswer("practice", "We are sorry, and guarantee it."),)
        sorted_ = (Sorting("triage", "m1", "respond"), Sorting("triage", "m2", "monitor"))
        half = await answer(rig, Answers(RIGHT.choices, spoken, sorted_))
        assert (half.points, half.points_max, half.percent, half.passed) == (4, 7, 57, False)
        assert await rig.stores.enrolments.attempt(BRAND, "attempt-1") == half
        whole = await answer(rig, Answers((), (WrittenAnswer("practice", "Sorry."),), sorted_), "attempt-2")
        assert (whole.points, whole.passed) == (4, False)
        better = Answers(RIGHT.choices, (WrittenAnswer("practice", "Sorry."),), sorted_)
        passed = await answer(rig, better, "attempt-3")
        assert (passed.points, passed.passed, passed.certificates) == (6, True, ("speak",))

    async def test_the_same_attempt_again_has_one_effect(self, rig: Rig) -> None:
        await published(rig)
        await rig.staff(an_employee("anna"))
        await enrolled(rig)
        first = await answer(rig, WRONG)
        assert await answer(rig, RIGHT) == first, "the key decides, whatever is answered"
        (enrolment,) = await rig.stores.enrolments.of_employee(BRAND, "anna", 10)
        assert (enrolment.attempts, enrolment.state, enrolment.best_percent) == (1, "in_progress", 0)
        assert await events_of(rig, CoursePassed) == []

    async def test_racing_attempts_count_each_and_pass_once(self, rig: Rig) -> None:
        await published(rig, attempts_max=None)
        await rig.staff(an_employee("anna"))
        await enrolled(rig)
        tries = [answer(rig, RIGHT, f"attempt-{n}") for n in range(4)]
        results = await asyncio.gather(*tries, return_exceptions=True)
        passed = [each for each in results if isinstance(each, CourseAttempt)]
        assert len(passed) == 1
        assert all(isinstance(each, EnrolmentNotAllowed) for each in results if each not in passed)
        assert len(await events_of(rig, CertificateIssued)) == 1

    async def test_attempts_end_and_an_older_version_goes_on(self, rig: Rig) -> None:
        await published(rig)
        await rig.staff(an_employee("anna"))
        await enrolled(rig)
        await published(rig)
        with pytest.raises(EnrolmentNotAllowed, match="other_version"):
            await learners(rig).answer(BRAND, "tone", "anna", 2, RIGHT, "attempt-1")
        for n in range(2):
            await answer(rig, WRONG, f"attempt-{n}")
        with pytest.raises(EnrolmentNotAllowed, match="no_attempts_left"):
            await answer(rig, RIGHT, "attempt-3")
        with pytest.raises(EnrolmentNotAllowed, match="no_attempts_left"):
            await enrolled(rig)
        (again,) = await learners(rig).enrol(BRAND, "tone", ["anna"], "person", "boss", at(DAY))
        assert (again.version, again.state, again.due_at, again.round) == (2, "enrolled", at(DAY), 2)

    async def test_a_revoked_certificate_comes_back_by_a_person_only(self, rig: Rig) -> None:
        await published(rig)
        await rig.staff(an_employee("anna"))
        await enrolled(rig)
        await answer(rig)
        await rig.core.application.certificate_commands.revoke(BRAND, "anna", "speak", "boss", "why")
        await enrolled(rig)
        attempt = await answer(rig, RIGHT, "attempt-2")
        assert (attempt.passed, attempt.certificates, attempt.withheld) == (True, (), ("speak",))
        entry = await rig.stores.employees.get(BRAND, "anna")
        assert entry is not None
        assert held_certificates(entry, NOON) == ()
        assert len(await events_of(rig, CoursePassed)) == 2

    async def test_progress_is_kept_lesson_by_lesson(self, rig: Rig) -> None:
        await published(rig)
        await rig.staff(an_employee("anna"))
        with pytest.raises(UnknownCourse):
            await learners(rig).read_lesson(BRAND, "tone", "anna", "l1")
        await enrolled(rig)
        for _ in range(2):
            after = await learners(rig).read_lesson(BRAND, "tone", "anna", "l1")
            rig.clock.advance(1)
        assert dict(after.lessons) == {"l1": NOON}
        with pytest.raises(UnknownCourse):
            await learners(rig).read_lesson(BRAND, "tone", "anna", "l9")
        more = (*a_course().lessons, replace(a_course().lessons[1], id="l9"))
        await published(rig, lessons=more)
        with pytest.raises(EnrolmentNotAllowed, match="other_version"):
            await learners(rig).read_lesson(BRAND, "tone", "anna", "l9")

    async def test_enrolling_names_who_is_unknown_and_enrols_nobody_then(self, rig: Rig) -> None:
        await published(rig)
        await rig.staff(an_employee("anna"))
        with pytest.raises(WrongCourse) as wrong:
            await learners(rig).enrol(BRAND, "tone", ["anna", "nobody", "anna"], "person", "boss", None)
        assert [(each.pointer, each.code) for each in wrong.value.faults] == [
            ("/employees/1", "unknown_employee"),
            ("/employees/2", "duplicate"),
        ]
        assert await rig.stores.enrolments.of_course(BRAND, "tone", None, 10) == []
        with pytest.raises(UnknownCourse):
            await learners(rig).enrol(BRAND, "moon", ["anna"], "person", "boss", None)

    async def test_an_audience_is_enrolled_page_by_page_and_once(
        self, rig: Rig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.routing.application.audience_enrolment.PAGE", 2)
        await rig.staff(*(an_employee(f"e{n}", department="care" if n < 5 else "it") for n in range(7)))
        await rig.staff(an_employee("gone", department="care", active=False))
        await published(rig, audience=Audience(departments=("care", "it")), deadline_days=14)
        await enrolled(rig, "e3")
        await roll_out(rig, 1)
        rollout = await rig.stores.enrolments.rollout(BRAND, "tone")
        assert rollout is not None
        assert (rollout.version, rollout.enrolled, rollout.finished) == (1, 6, True)
        enrolments = await rig.stores.enrolments.of_course(BRAND, "tone", None, 20)
        assert [each.employee for each in enrolments] == [f"e{n}" for n in range(7)]
        assert {each.enrolled_how for each in enrolments} == {"self", "audience"}
        assert {each.due_at for each in enrolments} == {None, at(14 * DAY)}
        assert await rig.stores.enrolments.of_course(BRAND, "tone", "e4", 20) == enrolments[5:]
        await roll_out(rig, 1)
        assert await rig.stores.enrolments.rollout(BRAND, "tone") == rollout

    async def test_a_newer_version_takes_over_the_enrolling_of_its_audience(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await published(rig, audience=EVERYONE)
        await published(rig, audience=EVERYONE)
        await roll_out(rig, 2)
        await roll_out(rig, 1)
        (enrolment,) = await rig.stores.enrolments.of_course(BRAND, "tone", None, 10)
        assert enrolment.version == 2

    async def test_a_record_says_what_one_may_do_and_what_would_give_more(self, rig: Rig) -> None:
        await published(rig)
        await rig.staff(an_employee("anna"))
        records = rig.core.application.learning_records
        before = await records.of(BRAND, "anna")
        assert before is not None
        way = (Way("speak", ("tone",)),)
        assert (before.abilities, before.missing) == (
            (),
            (MissingAbility("share", way), MissingAbility("speak_for_brand", way)),
        )
        await enrolled(rig)
        await answer(rig)
        after = await records.of(BRAND, "anna")
        assert after is not None
        assert (after.abilities, after.missing) == (("share", "speak_for_brand"), ())
        assert [each.state for each in after.enrolments] == ["passed"]
        rig.clock.advance(365 * DAY)
        ended = await records.of(BRAND, "anna")
        assert ended is not None
        assert (ended.abilities, ended.missing) == ((), before.missing)
        assert await records.of(BRAND, "nobody") is None
