"""A brand in which everything there is exists at least once, with the brand's id in every word it can be put in."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from channels.signing import sign_standard
from deploy.local.api import Api, ApiError
from tests.e2e.every_route import FORMATS, SECRET, STRINGS
from tests.e2e.poison import contact_key, headers_of, put
from tests.e2e.rig import Brand, ask, eventually, words

DAY = 86_400  # nothing may end by itself while the story looks at it
CONTACTS = 3
TELLERS = 6  # five near-duplicates are a story


def fill(brand: Brand, workflow_versions: int) -> None:
    """Do in this brand whatever makes a thing with an id; a workflow is written so many times."""
    tag = brand.id
    _write_rules(brand, workflow_versions)
    _teach(brand, versions=workflow_versions + 1)
    ann = Api(brand.state.gateway, brand.hire(f"ann-{tag}", name=f"Ann {tag}"))
    brand.hire(f"vic-{tag}", "volunteer", name=f"Vic {tag}", seats=0, volunteer=True)
    brand.admin.post("/v1/keys", {"name": f"A program of {tag}", "scopes": ["measures:read"]})
    brand.admin.post("/v1/integrations", {"channel": "generic", "name": f"Second of {tag}", "settings": {}})
    brand.admin.post("/v1/imports", {"source": "other", "name": f"History of {tag}"})
    _listen(brand)
    _take_turns(brand)
    _declare(brand)
    _practise(brand)
    _ask_to_read(brand, campaigns=workflow_versions)
    _bring_in(brand)
    _answer(brand, ann)
    _answer_a_story(brand)


def _write_rules(brand: Brand, workflow_versions: int) -> None:
    tag, admin = brand.id, brand.admin
    escalation = {"levels": [{"persons": [f"ada-{tag}"], "timeout_seconds": DAY}]}
    callout = {"enabled": False, "wave_seconds": DAY}  # only the one that a person opens
    admin.change("/v1/crisis-policy", {"auto_declare": False, "escalation": escalation, "callout": callout})
    steps = [{"title": f"Tell the desk of {tag}"}]
    fits = {"signals": [], "min_severity": 1, "words": [f"ash over {tag}"]}
    book = {"title": f"Book of {tag}", "steps": steps, "statements": {}, "fits": fits}
    admin.put(f"/v1/playbooks/book-{tag}", book)
    hook = {"name": f"Alerts of {tag}", "target": f"http://127.0.0.1:9/{tag}", "secret": SECRET}
    admin.put(f"/v1/escalation-webhooks/hook-{tag}", hook)
    condition = {"measure": "volume", "min_days": None, "min_factor": None, "copies": False}
    when = {"match": "all", "signals": [condition], "within_seconds": DAY}
    then = {"action": "propose", "severity": 2, "playbook": f"book-{tag}", "open_seconds": DAY}
    admin.put(f"/v1/incident-rules/rule-{tag}", {"name": f"Ash at {tag}", "enabled": True, "when": when, "then": then})
    move = {"begins_at": "2099-01-01T00:00:00Z", "ends_at": "2099-01-02T00:00:00Z", "reason": f"because {tag}"}
    admin.put(f"/v1/maintenance-windows/move-{tag}", {"name": f"Move of {tag}", **move})
    general = {name: value for name, value in admin.get("/v1/queues/general").items() if name not in ("id", "version")}
    desk = {**general, "name": f"Desk of {tag}", "offer_seconds": DAY, "after_reply": "keep"}
    admin.put(f"/v1/queues/desk-{tag}", desk)
    for _ in range(workflow_versions):
        admin.put("/v1/workflows", {"rules": [{"id": "all", "queue": f"desk-{tag}"}]})
    approvals = [{"id": "all", "why": f"because {tag}"}]  # a reply waits for a person, so it does not change by itself
    duties = [{"id": "honest", "texts": {"en": f"Say what is true at {tag}"}}]
    for _ in range(workflow_versions):
        admin.change("/v1/guideline", {"approvals": approvals, "duties": duties})
    content = {"title": f"A card of {tag}", "text": f"Say sorry for {tag}.", "topics": [], "channels": []}
    admin.post("/v1/cards", {**content, "language": None})


def _teach(brand: Brand, versions: int) -> None:
    """A course in as many versions as the workflow has; the administrator learns it, and holds the certificate."""
    tag, admin = brand.id, brand.admin
    gives: dict[str, Any] = {"name": f"Speaks for {tag}", "level": 1, "valid_days": None, "skills": {}, "text": ""}
    gives |= {"renews_before_days": None, "importable": False}
    for certificate in (f"cert-{tag}", STRINGS[0]):  # the other is what a body names that is made from the schema
        admin.put(f"/v1/certificates/{certificate}", {**gives, "abilities": ["listen"]})
    course = {
        **{"status": "published", "title": f"Course of {tag}", "owner": f"ada-{tag}", "languages": ["en"]},
        **{"minutes": 5, "lessons": [{"id": f"lesson-{tag}", "title": f"Lesson of {tag}"}], "certificates": []},
        **{"pass_mark": None, "attempts_max": None, "audience": None, "deadline_days": None},
    }
    for _ in range(versions):
        admin.put(f"/v1/courses/course-{tag}", course)
    admin.put(f"/v1/employees/ada-{tag}", {"name": f"Ada {tag}", "seats": 0})
    admin.post(f"/v1/employees/ada-{tag}/certificates", {"certificate": f"cert-{tag}", "reason": f"because {tag}"})
    admin.post(f"/v1/courses/course-{tag}/enrolments", {})
    admin.post(f"/v1/courses/course-{tag}/sessions", {"starts_at": FORMATS["date-time"], "place": tag, "seats": 1})


def _ask_to_read(brand: Brand, campaigns: int) -> None:
    """Reading campaigns, which the administrator answers with a question for an exception."""
    admin = brand.admin
    begun = {"guideline_version": 2, "due_at": datetime.fromtimestamp(time.time() + DAY, UTC).isoformat()}
    for _ in range(campaigns):
        eventually(lambda: brand.ask("POST", "/v1/guideline/campaigns", begun).status == HTTPStatus.CREATED, "readers")
    text = admin.get("/v1/guideline/reading")["text_hash"]
    word = {"text_hash": text, "decision": "exception_asked", "reason": f"because {brand.id}"}
    eventually(lambda: brand.ask("POST", "/v1/guideline/reading", word).status == HTTPStatus.OK, "one's own entry")


def _listen(brand: Brand) -> None:
    """An endpoint that is posted nothing, with a delivery that waits."""
    made = {"name": f"CRM of {brand.id}", "url": f"http://127.0.0.1:9/{brand.id}", "types": ["gateway.*"]}
    endpoint = f"/v1/webhook-endpoints/{brand.admin.post('/v1/webhook-endpoints', made)['id']}"
    assert brand.ask("PATCH", endpoint, {"enabled": False}).status == HTTPStatus.OK
    brand.admin.post(f"{endpoint}/test", {})


def _take_turns(brand: Brand) -> None:
    """A rotation whose present turn is the administrator's, with a time taken over and a swap asked for."""
    tag, admin = brand.id, brand.admin
    now = datetime.now(UTC)

    def span(days: int) -> dict[str, str]:
        begins = now + timedelta(days=days)
        return {"begins_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=1)).isoformat()}

    layer = {"members": [f"ada-{tag}", f"ann-{tag}"], "starts_on": f"{now - timedelta(days=1):%Y-%m-%d}"}
    layers = [{**layer, "turn_days": 31, "handover": "00:00"}]
    named = {"id": STRINGS[0], "name": f"Somebody of {tag}", "roles": ["analyst"]}  # by bodies made from the schema
    admin.post("/v1/people", named)
    path = f"/v1/rotations/hub-{tag}"
    admin.put(path, {"name": f"Hub of {tag}", "zone": "UTC", "layers": layers, "joining": False, "gaps": False})
    admin.post(f"{path}/overrides", {"person": "me", **span(5)})
    admin.post(f"{path}/swaps", {"other": f"ann-{tag}", "gives": span(2)})
    admin.put("/v1/availability", {"spans": [span(3)]})


def _declare(brand: Brand) -> None:
    tag, admin = brand.id, brand.admin
    wanted = {"title": f"Ash over {tag}", "severity": 2, "playbook": f"book-{tag}"}
    incident = f"/v1/incidents/{admin.post('/v1/incidents', wanted)['id']}"
    eventually(lambda: _commanded(brand, incident), "the commander in the directory's copy of crisis")
    admin.post(f"{incident}/notes", {"text": f"Seen at {tag}"})
    admin.post(f"{incident}/statements", {"language": "en", "text": f"We of {tag} are looking into it."})
    eventually(lambda: _asked(brand, incident), "the question to the volunteer")


def _practise(brand: Brand) -> None:
    """A drill that is planned for another day."""
    scenario = {"texts": [f"Is it true of {brand.id}?"], "phases": [{"seconds": 60, "messages_per_minute": 1}]}
    starts = (datetime.now(UTC) + timedelta(days=10)).isoformat()
    body = {"name": f"Drill of {brand.id}", "scenario": scenario, "participants": [f"ada-{brand.id}"]}
    brand.admin.post("/v1/drills", {**body, "starts_at": starts})


def _commanded(brand: Brand, incident: str) -> bool:
    """Give the role of commander; false while crisis has not heard of the person yet."""
    try:
        brand.admin.post(f"{incident}/roles", {"commander": f"ada-{brand.id}"})
    except ApiError as refused:
        if refused.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        return False
    return True


def _asked(brand: Brand, incident: str) -> bool:
    """Open a callout; false when crisis has not heard of the volunteer yet, so that its first wave found nobody."""
    callout = brand.admin.post(f"{incident}/callouts", {"people": 1})["id"]

    def wave() -> str | None:
        shown = brand.admin.get(f"/v1/callouts/{callout}")
        return "asked" if shown["asked"] else "nobody" if shown["state"] == "exhausted" else None

    return eventually(wave, "the first wave") == "asked"


def _bring_in(brand: Brand) -> None:
    """Messages, one of them said in two ways, a sale, a payload and a record nobody can read."""
    tag = brand.id
    told = [words(number, f"c{number}-{tag}", f"Where is my suitcase, {tag}?") for number in range(CONTACTS)]
    sale = {"kind": "conversion", "external_id": f"s-{tag}", "contact": f"c0-{tag}", "amount_minor": 100}
    at = datetime.now(UTC).isoformat()
    answer = brand.post([*told, {**sale, "currency": "EUR", "at": at}])
    assert [each["status"] for each in answer.json()["results"]] == ["accepted"] * (CONTACTS + 1), answer.body
    eventually(lambda: brand.inbound() == CONTACTS, "the messages")
    brand.post({**told[0], "text": f"I never said that of {tag}."})
    body = json.dumps({"kind": "telepathy", "by": tag}).encode()
    signed = sign_standard(brand.generic.secrets["signing_secret"], f"u-{tag}", int(time.time()), body)
    headers = {"content-type": "application/json", **signed}
    assert ask(brand.state.gateway, "POST", brand.generic.webhook, body=body, headers=headers).status == 202
    put(brand.state, "channel.events", contact_key(brand, f"c0-{tag}"), f"poison of {tag}".encode(), headers_of(brand))


def _answer(brand: Brand, ann: Api) -> None:
    """One offer is accepted and answered, the other is left open."""

    def two() -> list[dict[str, Any]] | None:
        offers: list[dict[str, Any]] = ann.get("/v1/offers")["items"]
        return offers if len(offers) > 1 else None

    offer = eventually(two, "two offers")[0]
    epoch = ann.post(f"/v1/offers/{offer['id']}/accept", {})["epoch"]
    path = f"/v1/conversations/{offer['conversation']}/replies"
    body = {"text": f"We of {brand.id} found it.", "epoch": epoch}
    answer = eventually(lambda: _accepted(ann, path, body), "who holds the conversation")
    assert answer


def _answer_a_story(brand: Brand) -> None:
    """Enough people tell one story, and an answer to all of them is drafted."""
    same = f"The app of {brand.id} shows another passenger's booking instead of mine since this morning"
    brand.post([words(number, f"s{number}-{brand.id}", same) for number in range(100, 100 + TELLERS)])
    story = eventually(lambda: brand.admin.get("/v1/stories")["items"], "the story")[0]["id"]
    ends_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    body = {"story": story, "variants": [{"language": "en", "text": f"We of {brand.id} know."}], "ends_at": ends_at}

    def drafted() -> bool:
        answer = brand.ask("POST", "/v1/story-answers", body)
        assert answer.status in {201, 404}, answer.body
        return answer.status == 201

    eventually(drafted, "the inbox's copy of the story")


def _accepted(ann: Api, path: str, body: dict[str, Any]) -> bool:
    answer = ask(ann.base, "POST", path, key=ann.key, body=body)
    assert answer.status in {202, 503}, answer.body
    return answer.status == 202


def ids_of(brand: Brand) -> dict[str, list[str]]:
    """The ids of everything in the brand, by the name of the path parameter they go into."""
    found = {name: [str(each[key]) for each in brand.every(path)] for name, (path, key) in LISTS.items()}
    statements = [f"/v1/incidents/{each}/statements" for each in found["incident"]]
    found["statement"] = [str(each["id"]) for path in statements for each in brand.every(path)]
    asked = brand.admin.get(f"/v1/callouts?employee=vic-{brand.id}")["items"]
    found["callout"] = [str(each["callout"]) for each in asked]
    conversations = [f"/v1/conversations/{each}/replies" for each in found["conversation"]]
    found["reply"] = [str(each["id"]) for path in conversations for each in brand.every(path)]
    offers = [f"/v1/offers?employee={each}" for each in found["employee"]]
    found["offer"] = [str(each["id"]) for path in offers for each in brand.admin.get(path)["items"]]
    deliveries = [f"/v1/webhook-endpoints/{each}/deliveries" for each in found["endpoint"]]
    found["certificate"] = [f"cert-{brand.id}"]
    sessions = [f"/v1/courses/{each}/sessions" for each in found["course"]]
    found["session"] = [str(each["id"]) for path in sessions for each in brand.every(path)]
    found["lesson"] = [f"lesson-{brand.id}"]
    rotations = brand.admin.get("/v1/rotations")["items"]
    found |= {name: [str(each["id"]) for one in rotations for each in one[f"{name}s"]] for name in ("override", "swap")}
    found["delivery"] = [str(each["id"]) for path in deliveries for each in brand.every(path)]
    found["brand_id"] = [brand.id]
    found["person"] = [f"ada-{brand.id}"]
    return found


LISTS: dict[str, tuple[str, str]] = {
    "answer": ("/v1/story-answers", "id"),
    "campaign": ("/v1/guideline/campaigns", "number"),
    "card": ("/v1/cards", "id"),
    "contact": ("/v1/conversations", "contact"),
    "conversation": ("/v1/conversations", "id"),
    "course": ("/v1/courses", "id"),
    "drill": ("/v1/drills", "id"),
    "employee": ("/v1/employees", "id"),
    "endpoint": ("/v1/webhook-endpoints", "id"),
    "import_id": ("/v1/imports", "id"),
    "incident": ("/v1/incidents", "id"),
    "integration": ("/v1/integrations", "id"),
    "key_id": ("/v1/keys", "id"),
    "letter_id": ("/v1/dead-letters", "id"),
    "link": ("/v1/notices", "id"),  # no link by itself: only what is signed is one
    "page": ("/v1/pages", "page"),
    "payload": ("/v1/unreadable", "id"),
    "person_id": ("/v1/people", "id"),
    "playbook": ("/v1/playbooks", "id"),
    "proposed": ("/v1/incident-rules", "id"),  # no proposed incident by itself: only a surge makes one
    "queue": ("/v1/queues", "id"),
    "rotation": ("/v1/rotations", "id"),
    "rule": ("/v1/incident-rules", "id"),
    "story": ("/v1/stories", "id"),
    "version": ("/v1/workflows", "version"),
    "webhook": ("/v1/escalation-webhooks", "id"),
    "window": ("/v1/maintenance-windows", "id"),
}
