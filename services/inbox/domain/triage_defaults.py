"""The triage rules a brand starts with, after the USAF triage chart and the urgency triage of airline care.

The United States Air Force "Web Posting Response Assessment" (2009) asks: is it positive (let stand or thank)? a
troll (monitor, do not respond)? a rager (monitor)? misguided (fix the facts)? an unhappy customer (restore)? Before
these come automated mail and what cannot wait: safety, law and press, and people who travel within hours. A message
whose sentiment cannot be read is not taken for neutral: it is answered, after the others.
"""

from __future__ import annotations

from services.inbox.domain.triage import RuleSet, TriageRule, When

FIRST_VERSION = 1

LOUD_REACH = 10_000  # followers from which a complaint is likely to be news

RULES: tuple[TriageRule, ...] = (
    TriageRule("automated", When(automated=True), "ignore", 0, "An automatic answer, not a person's words"),
    TriageRule("safety", When(urgency=("safety",)), "escalate", 95, "Somebody may be in danger"),
    TriageRule("law_or_press", When(urgency=("legal", "press")), "escalate", 80, "Speaks of law or press"),
    TriageRule("cannot_wait", When(urgency=("time_critical",)), "respond", 85, "Needs an answer within hours"),
    TriageRule("spam", When(topics=("spam",)), "ignore", 0, "Unwanted advertising"),
    TriageRule(
        "loud_complaint",
        When(sentiment=("negative",), visibility="public", min_reach=LOUD_REACH),
        "escalate",
        70,
        "A complaint that many people see",
    ),
    TriageRule(
        "troll", When(topics=("abuse",), question=False, visibility="public"), "monitor", 10, "Abuse: do not feed it"
    ),
    TriageRule("unhappy", When(sentiment=("negative",)), "respond", 60, "An unhappy customer: restore"),
    TriageRule("question", When(question=True), "respond", 50, "Asks something"),
    TriageRule("thanks", When(sentiment=("positive",), visibility="private", first=False), "monitor", 10, "Thanks us"),
    TriageRule("private", When(visibility="private"), "respond", 40, "Written to us personally"),
    TriageRule("praise", When(sentiment=("positive",)), "monitor", 15, "Positive: let stand or thank"),
    TriageRule("no_words", When(has_text=False), "monitor", 10, "No text to answer"),
    TriageRule(
        "unreadable_mood", When(sentiment=("unknown",)), "respond", 30, "Cannot tell the mood: a person should look"
    ),
)

OTHERWISE = TriageRule("mention", When(), "monitor", 20, "A mention that asks nothing")

URGENCY_TERMS: dict[str, tuple[str, ...]] = {
    "safety": (
        "on fire", "smoke in", "explosion", "bomb", "injured", "bleeding", "heart attack", "unconscious", "ambulance",
        "kill myself", "suicide", "emergency landing", "in brand", "rook in", "explosie", "bom", "gewond", "bloedt",
        "hartaanval", "zelfmoord", "noodlanding", "brennt", "rauch in", "bombe", "verletzt", "blutet", "herzinfarkt",
        "selbstmord", "notlandung", "en feu", "fumée dans", "blessé", "blessée", "crise cardiaque",
        "atterrissage d'urgence",
    ),
    "legal": (
        "my lawyer", "lawsuit", "sue you", "legal action", "small claims", "ombudsman", "advocaat", "rechtszaak",
        "aanklagen", "geschillencommissie", "anwalt", "rechtsanwalt", "verklagen", "klage", "mon avocat", "procès",
        "porter plainte", "poursuites",
    ),
    "press": (
        "journalist", "reporter", "newspaper", "press enquiry", "media request", "on the news", "persvraag",
        "verslaggever", "krant", "journalistin", "presseanfrage", "zeitung", "journaliste", "presse écrite",
    ),
    "time_critical": (
        "stranded", "stuck at", "boarding now", "leaves in", "departs in", "tonight", "urgent", "asap", "immediately",
        "right now", "medication", "my insulin", "unaccompanied", "gestrand", "vast op", "vertrekt over", "vanavond",
        "dringend", "spoed", "medicijnen", "alleen reizend kind", "gestrandet", "sitzen fest", "heute abend", "sofort",
        "eilt", "medikamente", "bloqué", "bloqués", "bloquée", "ce soir", "immédiatement", "médicaments",
    ),
}  # fmt: skip

TOPIC_TERMS: dict[str, tuple[str, ...]] = {
    "cancellation": (
        "cancelled", "canceled", "cancellation", "cancelling", "geannuleerd", "annulering", "storniert", "annulliert",
        "annulé", "annulée", "annulation",
    ),
    "delay": ("delayed", "delay", "late again", "vertraging", "vertraagd", "verspätung", "verspätet", "retard",
              "retardé"),
    "baggage": (
        "baggage", "luggage", "suitcase", "my bag", "bagage", "koffer", "gepäck", "valise", "bagages",
    ),
    "refund": (
        "refund", "money back", "reimburse", "compensation", "terugbetaling", "geld terug", "vergoeding", "erstattung",
        "geld zurück", "entschädigung", "remboursement", "rembourser", "indemnisation",
    ),
    "rebooking": ("rebook", "rebooking", "new flight", "omboeken", "andere vlucht", "umbuchen", "umbuchung",
                   "reprogrammer"),
    "booking": ("booking", "reservation", "my ticket", "boeking", "reservering", "buchung", "réservation",
                "mon billet"),
    "payment": ("payment", "charged twice", "invoice", "betaling", "factuur", "zahlung", "rechnung",
                "paiement", "facture"),
    "website": ("website", "the app", "log in", "login", "password", "de app", "inloggen", "passwort", "mot de passe"),
    "abuse": ("fuck you", "go to hell", "scumbags", "rot op", "klootzakken", "arschlöcher", "connards", "va te faire"),
    "spam": ("free followers", "click here to win", "earn money fast", "crypto giveaway", "gratis volgers"),
}  # fmt: skip


def default_rules() -> RuleSet:
    """The rules of a brand that has written none of its own."""
    return RuleSet(FIRST_VERSION, RULES, OTHERWISE, URGENCY_TERMS, TOPIC_TERMS)
