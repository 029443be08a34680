"""New words, and what came along."""

import pytest

from channels.email.quoting import told_apart
from tests.support.growth import costs_at_most

DEAR = 8  # times what lines cost that are somebody's words; one was dear by 150
NEW = "Thank you, all is fine now!"

ATTRIBUTIONS = [
    "On Thu, 26 Nov 2026 at 11:41, Care <care@klm.example> wrote:",
    "On Thu, 26 Nov 2026 at 11:41, Care of the\nPassengers <care@klm.example>\nwrote:",
    "Am Do., 26. Nov. 2026 um 11:41 Uhr schrieb Care <care@klm.example>:",
    "Le jeu. 26 nov. 2026 à 11:41, Care <care@klm.example> a écrit :",
    "Op do 26 nov. 2026 om 11:41 schreef Care <care@klm.example>:",
    "El jue, 26 nov 2026 a las 11:41, Care (<care@klm.example>) escribió:",
    "Il giorno gio 26 nov 2026 alle ore 11:41 Care <care@klm.example> ha scritto:",
    "Em qui., 26 de nov. de 2026 às 11:41, Care <care@klm.example> escreveu:",
    "czw., 26 lis 2026 o 11:41 Care <care@klm.example> napisał(a):",
    "Den tors 26 nov. 2026 kl 11:41 skrev Care <care@klm.example>:",
    "2026年11月26日(木) 11:41 Care <care@klm.example>:",
    "Care <care@klm.example> 于2026年11月26日周四 11:41写道：",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_history_below_a_line_that_says_who_wrote_is_quoted(attribution: str) -> None:
    history = f"{attribution}\n> There is smoke in the cabin\n>> and my son is injured"
    words = told_apart(f"{NEW}\n\n{history}")
    assert (words.new, words.quoted) == (NEW, history)


@pytest.mark.parametrize("attribution", ATTRIBUTIONS[:10])
def test_history_that_its_program_did_not_mark_is_quoted_too(attribution: str) -> None:
    assert told_apart(f"{NEW}\n\n{attribution}\n\nThere is smoke in the cabin\n\nCare").new == NEW


HEADS = [
    "Sent from Mail<https://go.example/fwlink> for Windows 10\n\nFrom: Care<mailto:c@klm.example>\nSent: x\nSubject: y",
    "-----Original Message-----\nFrom: Care\nSent: Thursday\nTo: Mia\nSubject: help",
    "-----Ursprüngliche Nachricht-----\nVon: Care\nGesendet: Donnerstag\nAn: Mia\nBetreff: Hilfe",
    "________________________________\nFrom: Care <care@klm.example>\nSent: Thursday\nTo: Mia\nSubject: help",
    "Von: Care <care@klm.example>\nGesendet: Donnerstag, 26. November 2026 11:41\nAn: Mia\nBetreff: AW: Hilfe",
    "*De :* Care <care@klm.example>\n*Envoyé :* jeudi 26 novembre 2026\n*À :* Mia\n*Objet :* RE: aide",
    "Van: Care <care@klm.example>\nVerzonden: donderdag 26 november 2026\nAan: Mia\nOnderwerp: hulp",
    "差出人: Care\n送信日時: 2026年11月26日\n宛先: Mia\n件名: Re",
    "发件人：Care\n发送时间：2026年11月26日\n收件人：Mia\n主题：Re",
]


@pytest.mark.parametrize("head", HEADS)
def test_everything_below_a_copied_head_is_quoted(head: str) -> None:
    words = told_apart(f"{NEW}\n\n{head}\n\nThere is smoke in the cabin")
    assert (words.new, words.quoted.endswith("There is smoke in the cabin")) == (NEW, True)


FORWARDED = [
    (
        "Fwd: Delay",
        "Please see below.\n\n---------- Forwarded message ---------\nFrom: Ann\nDate: x\nSubject: y\nTo: z\n\nSmoke!",
    ),
    ("WG: Delay", "Siehe unten.\n\nVon: Ann\nGesendet: x\nAn: y\nBetreff: z\n\nRauch!"),
    ("Delay", "See below.\n\nBegin forwarded message:\n\nFrom: Ann\nSubject: x\nDate: y\n\nSmoke!"),
]


@pytest.mark.parametrize(("subject", "text"), FORWARDED)
def test_a_forwarded_mail_is_what_its_sender_wants_to_say(subject: str, text: str) -> None:
    assert told_apart(text, subject).new == text
    assert told_apart(text, subject).quoted == ""


def test_answers_between_quotes_are_new() -> None:
    text = "> Which flight?\nKL1234\n\n> Which seat?\n12A\n"
    words = told_apart(text)
    assert (words.new, words.quoted) == ("KL1234\n\n12A", "> Which flight?\n> Which seat?")


def test_a_signature_ends_where_history_begins() -> None:
    words = told_apart(
        f"{NEW}\n-- \nMia\n+31 20 1234567\n\nOn 26 Nov 2026, Care <care@klm.example> wrote:\n> We call you"
    )
    assert words.new == NEW
    assert words.quoted.startswith("-- \nMia")


def test_what_stands_below_a_rule_is_no_signature_when_it_is_long() -> None:
    text = f"{NEW}\n--\n" + "\n".join(f"Line {number}" for number in range(20))
    assert "Line 19" in told_apart(text).new


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Von meiner Galaxy Watch gesendet.",
        "Envoyé de mon iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Sent via the Samsung Galaxy S20, an AT&T 5G smartphone",
        "iPhoneから送信",
    ],
)
def test_the_line_of_a_device_is_not_new(line: str) -> None:
    assert told_apart(f"{NEW}\n\n{line}").new == NEW


DISCLAIMERS = [
    "This e-mail is confidential and intended solely for the addressee. If you received it in error, notify the sender "
    "and delete this message.",
    "Diese E-Mail ist vertraulich. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte den Absender und "
    "vernichten Sie die Nachricht.",
    "Ce message est confidentiel et réservé à son destinataire. Si vous l'avez reçu par erreur, merci de le détruire.",
    "Dit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde. Ten onrechte ontvangen? Wis het.",
]


@pytest.mark.parametrize("disclaimer", DISCLAIMERS)
def test_a_disclaimer_is_not_new(disclaimer: str) -> None:
    words = told_apart(f"{NEW}\n\n{disclaimer}")
    assert (words.new, words.quoted) == (NEW, disclaimer)


def test_the_card_below_a_closing_formula_is_not_new_but_the_name_is() -> None:
    words = told_apart(f"{NEW}\n\nKind regards,\nMia Jansen\nSales Manager | Example Ltd\nwww.example.org")
    assert words.new == f"{NEW}\n\nKind regards,\nMia Jansen"
    assert "Sales Manager" in words.quoted


NOT_QUOTED = [
    "Here is what you asked for.\n\nKind regards,\nMary Smith\nBooking code KL8X2Z\nPassport 12345",
    "We need:\n--\n2 seats\n--\n1 pram",
    "Hi,\n\n-This is a list\n-of two",
    "Here they are:-\n\nVisa\n\n4011 3000 1333 7555\n\n06/17\n\nMany thanks Keith\n\nCheers Kaye",
    "Try adding these to your contacts:\n\nann@mail.example <mailto:ann@mail.example>\n\nbo@mail.example",
    "On 3 June I asked you:\nwhere is my refund? Nobody answered, so I ask again, now with a lawyer.",
    "My confidential data was in the bag, please call me at once since I am the intended traveller.",
    "From: Amsterdam\nI want to go to Oslo.",
    "He wrote:\nwe will call you in 5 minutes. Nobody did.",
    "On Monday 3 people told me:\nwait. I waited.",
    "Best\nairline ever\nreally?",
    "I want to change my flight:\nFrom: Amsterdam\nTo: Paris\nDate: 3 May\nPlease help, KL1234",
    "Dear team,\n\nYou sent my confidential medical records to somebody else in error, please delete it and call me, "
    "I am furious.\n\nRegards,\nAnn",
    "Dear team,\n\nI received this e-mail in error: it has the confidential booking of another passenger in it, what "
    "should I do?",
    "Hallo,\n\nVon meinem Konto wurde der Flug zweimal abgebucht.",
    "Hallo,\n\nvon meinem Konto wurde das Geld schon gesendet",
    "Hallo,\n\nVon meinem Konto wurde das Geld schon gesendet",
    "Hi,\n\nSent via DHL on Monday and it never arrived",
    "Hi, the money for both seats was\nsent from my account yesterday",
    "--",
    "> quoted only",
    "",
]


@pytest.mark.parametrize("text", NOT_QUOTED)
def test_a_persons_own_words_stay_new(text: str) -> None:
    assert told_apart(text).new == text


def test_a_signature_below_the_quote_is_not_new() -> None:
    words = told_apart(f"{NEW}\n\nOn 20 May 2016, Care <care@klm.example> wrote:\n> quoted\n\n-- \nQuinn\nExample Ltd")
    assert words.new == NEW


@pytest.mark.parametrize("line", ["--\n\n\n\n", "From: a\n", "a:\n", "-- \nx\n"])
def test_no_line_makes_a_mail_dear(line: str) -> None:
    plain = "Where is my bag?\n" * 20_000
    assert costs_at_most(lambda: told_apart(line * (1_000_000 // len(line))), DEAR, lambda: told_apart(plain))


def test_what_no_message_could_keep_is_not_sorted() -> None:
    words = told_apart("x\n" * 30_000)
    assert len(words.new) == 2 * 20_000 - 1
