"""Mail through the whole system: an answer finds its conversation, a bounce its reply, a form its visitor."""

from __future__ import annotations

import time
from typing import Any

from channels.signing import sign_standard
from deploy.demo.platform import Platform
from tests.e2e.rig import Answer, Brand, ask, eventually

MAILBOX = "care@aurora-air.example"
HISTORY = "On Thu, 26 Nov 2026 at 11:41, Care <care@aurora-air.example> wrote:\n> There is smoke, call an ambulance!"


class Mailbox:
    """The brand's mailbox, and the pipe that posts what comes in."""

    def __init__(self, brand: Brand, platform: Platform) -> None:
        smtp = {"smtp_host": "127.0.0.1", "smtp_port": platform.smtp_port, "smtp_security": "none"}
        body = {"channel": "email", "name": "Mail", "settings": {"address": MAILBOX, **smtp}, "secrets": {}}
        made = brand.admin.post("/v1/integrations", body)
        self._brand, self._webhook, self._secret = brand, made["webhook"], made["secrets"]["signing_secret"]
        self._number = 0

    def take(self, text: str, **fields: str) -> Answer:
        """Post a mail as the pipe does; an underscore in a field's name is a hyphen."""
        self._number += 1
        head = {
            "From": "Mia <mia@mail.example>",
            "To": MAILBOX,
            "Subject": "Help",
            "Message-ID": f"<m{self._number}@mail.example>",
            "Content-Type": "text/plain; charset=utf-8",
        } | {name.replace("_", "-"): value for name, value in fields.items()}
        raw = ("".join(f"{name}: {value}\n" for name, value in head.items()) + f"\n{text}\n").encode()
        headers = sign_standard(self._secret, f"mail-{self._number}", int(time.time()), raw)
        answer = ask(self._brand.state.gateway, "POST", self._webhook, body=raw, headers=headers)
        assert answer.status == 202, answer.body
        return answer


def _reply(brand: Brand, conversation: str, text: str) -> dict[str, Any]:
    """Reply and wait until it is out."""
    made = brand.admin.post(f"/v1/conversations/{conversation}/replies", {"text": text})
    return eventually(lambda: _in_state(brand, made["id"], "sent"), "the reply")


def _in_state(brand: Brand, reply: str, state: str) -> dict[str, Any] | None:
    shown: dict[str, Any] = brand.admin.get(f"/v1/replies/{reply}")
    return shown if shown["state"] == state else None


def _conversation(brand: Brand, inbound: int) -> dict[str, Any]:
    """The only conversation, once so many messages came in."""

    def look() -> dict[str, Any] | None:
        (only,) = brand.every("/v1/conversations") if brand.inbound() else (None,)
        return only if only is not None and only["inbound"] == inbound else None

    return eventually(look, f"the only conversation with {inbound} messages")


def test_mail_its_answer_its_bounce_and_its_machines_stay_one_conversation(brand: Brand, platform: Platform) -> None:
    mailbox = Mailbox(brand, platform)
    mailbox.take("My suitcase did not arrive. Who can help me?")
    id_ = _conversation(brand, 1)["id"]
    reply = _reply(brand, id_, "We are looking for it.")
    assert platform.delivered == 1

    ours = f"<{reply['external_id']}>"
    mailbox.take(f"Thank you, all is fine now!\n\n{HISTORY}", In_Reply_To=ours, Subject="Re: Help")
    assert _conversation(brand, 2)["id"] == id_
    newest = list(brand.every(f"/v1/conversations/{id_}/messages"))[-1]
    assert (newest["text"], newest["quoted"]) == ("Thank you, all is fine now!", HISTORY)
    assert newest["triage"]["decision"] != "escalate"

    mailbox.take("I am away until May", In_Reply_To=ours, Auto_Submitted="auto-replied")
    before = _conversation(brand, 3)
    brand.admin.post(f"/v1/conversations/{id_}/resolve", {})
    mailbox.take(
        f"550 5.1.1 no such user\n\nMessage-ID: {ours}",
        From="MAILER-DAEMON@mx.mail.example",
        X_Failed_Recipients="mia@mail.example",
    )
    failed = eventually(lambda: _in_state(brand, reply["id"], "failed"), "the reply as failed")
    after = brand.admin.get(f"/v1/conversations/{id_}")
    assert (failed["error_code"], after["needs_reply"], after["inbound"]) == ("5.1.1", True, before["inbound"])

    mailbox.take("My wheelchair was not loaded!", From=f"Website form <{MAILBOX}>", Reply_To="Vi <vi@mail.example>")
    (form,) = eventually(lambda: [each for each in brand.every("/v1/conversations") if each["id"] != id_], "the form")
    assert brand.admin.get(f"/v1/contacts/{form['contact']}")["external_id"] == "vi@mail.example"
    total = eventually(lambda: _all_stored(brand, 5), "every mail in the ledger")
    assert (total["received"], total["difference"]) == (5, 0)


def _all_stored(brand: Brand, count: int) -> dict[str, int] | None:
    total = brand.ledger()
    return total if total["stored"] == count else None
