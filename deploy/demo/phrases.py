"""What the people of the scenario write: written for this project, in four languages, with slots for what varies."""

from __future__ import annotations

from typing import Final

Phrases = dict[str, dict[str, tuple[str, ...]]]

DAY: Final[Phrases] = {
    "baggage": {
        "en": (
            "My suitcase did not arrive from {city} on flight {flight}. Who can help me find it?",
            "Hello, can I take a folding bike as baggage to {city}?",
        ),
        "nl": (
            "Mijn koffer is niet aangekomen uit {city}, vlucht {flight}. Wie kan mij helpen?",
            "Hallo, mag ik een vouwfiets als bagage meenemen naar {city}?",
        ),
        "de": (
            "Mein Koffer aus {city} ist nicht angekommen, Flug {flight}. Wer kann mir helfen?",
            "Guten Tag, darf ich ein Faltrad als Gepäck nach {city} mitnehmen?",
        ),
        "es": (
            "Mi maleta no ha llegado de {city}, vuelo {flight}. ¿Quién me puede ayudar?",
            "Hola, ¿puedo llevar una bicicleta plegable como equipaje a {city}?",
        ),
    },
    "booking": {
        "en": (
            "Can I change the name on booking {ref}? I married last week!",
            "Which seat on {flight} has the most room for long legs?",
        ),
        "nl": (
            "Kan ik de naam op boeking {ref} wijzigen? Ik ben vorige week getrouwd!",
            "Welke stoel op {flight} heeft de meeste beenruimte?",
        ),
        "de": (
            "Kann ich den Namen in Buchung {ref} ändern? Ich habe letzte Woche geheiratet!",
            "Welcher Platz auf {flight} hat die meiste Beinfreiheit?",
        ),
        "es": (
            "¿Puedo cambiar el nombre de la reserva {ref}? ¡Me casé la semana pasada!",
            "¿Qué asiento del vuelo {flight} tiene más espacio para las piernas?",
        ),
    },
    "praise": {
        "en": ("The crew on {flight} was wonderful with my little girl today, thank you so much!",),
        "nl": ("De bemanning van {flight} was vandaag geweldig voor mijn dochtertje, hartelijk dank!",),
        "de": ("Die Crew auf {flight} war heute wunderbar zu meiner kleinen Tochter, vielen Dank!",),
        "es": ("La tripulación de {flight} fue maravillosa con mi hija pequeña, ¡muchas gracias!",),
    },
}
"""A normal day: topic to language to sentences."""

CRISIS: Final[Phrases] = {
    "rumour": {
        "en": (
            "Is it true that you charge 90 euros to move a flight that the ash cloud cancelled? Please tell everyone.",
        )
    },
    "cancelled": {
        "en": (
            "Flight {flight} to {city} is cancelled because of the ash cloud and nobody tells us anything. What now?",
            "My flight {flight} is cancelled because of the ash cloud, nobody tells us anything. What can I do now?",
        ),
        "nl": (
            "Vlucht {flight} naar {city} is geannuleerd door de aswolk en niemand vertelt ons iets. Wat nu?",
            "Mijn vlucht {flight} is geannuleerd door de aswolk, niemand vertelt ons iets. Wat kan ik nu doen?",
        ),
        "de": (
            "Flug {flight} nach {city} ist wegen der Aschewolke gestrichen und niemand sagt uns etwas. Was jetzt?",
            "Mein Flug {flight} ist wegen der Aschewolke gestrichen, niemand sagt uns etwas. Was soll ich jetzt tun?",
        ),
        "es": (
            "El vuelo {flight} a {city} está cancelado por la nube de ceniza y nadie nos dice nada. ¿Y ahora qué?",
            "Mi vuelo {flight} está cancelado por la nube de ceniza, nadie nos dice nada. ¿Qué puedo hacer ahora?",
        ),
    },
    "stranded": {
        "en": (
            "Stranded in {city} with two small children and no hotel. This is terrible, please help us!",
            "We are stranded at {city} airport with two children, no hotel, no food. Terrible. Please help!",
        ),
        "nl": (
            "Gestrand in {city} met twee kleine kinderen en geen hotel. Dit is vreselijk, help ons alstublieft!",
            "Wij zitten vast op het vliegveld van {city} met kinderen, geen hotel, geen eten. Vreselijk. Help!",
        ),
        "de": (
            "Gestrandet in {city} mit zwei kleinen Kindern und ohne Hotel. Das ist schrecklich, bitte helfen Sie uns!",
            "Wir sitzen am Flughafen {city} mit Kindern fest, kein Hotel, kein Essen. Schrecklich. Bitte helfen!",
        ),
        "es": (
            "Atrapados en {city} con dos niños pequeños y sin hotel. ¡Esto es terrible, ayúdennos por favor!",
            "Estamos atrapados en el aeropuerto de {city} con niños, sin hotel ni comida. Terrible. ¡Ayuda!",
        ),
    },
    "refund": {
        "en": (
            "Do I get a refund for booking {ref} or a new flight to {city}? I have waited for hours on the phone.",
            "I want a refund for {ref}. Waiting for hours on the phone is a disgrace.",
        ),
        "nl": (
            "Krijg ik mijn geld terug voor boeking {ref} of een nieuwe vlucht naar {city}? Ik wacht al uren.",
            "Ik wil mijn geld terug voor {ref}. Urenlang wachten aan de telefoon is een schande.",
        ),
        "de": (
            "Bekomme ich mein Geld für Buchung {ref} zurück oder einen neuen Flug nach {city}? Ich warte seit Stunden.",
            "Ich will mein Geld für {ref} zurück. Stundenlang am Telefon zu warten ist eine Schande.",
        ),
        "es": (
            "¿Me devuelven el dinero de la reserva {ref} o un vuelo nuevo a {city}? Llevo horas esperando.",
            "Quiero que me devuelvan el dinero de {ref}. Esperar horas al teléfono es una vergüenza.",
        ),
    },
    "medicine": {
        "en": ("My mother is stuck in {city} and her medicine runs out tomorrow. This is an emergency, urgent!",),
        "nl": ("Mijn moeder zit vast in {city} en haar medicijnen zijn morgen op. Dit is een noodgeval, dringend!",),
        "de": (
            "Meine Mutter sitzt in {city} fest und ihre Medikamente reichen nur bis morgen. Ein Notfall, dringend!",
        ),
        "es": ("Mi madre está atrapada en {city} y su medicina se acaba mañana. ¡Es una emergencia, urgente!",),
    },
}
"""The ash cloud: story to language to sentences that say nearly the same."""

REPLIES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "We are sorry for the trouble. You can change your date at no cost in the app; we are here day and night.",
        "Thank you for writing to us. We have looked into it and will arrange this for you now.",
    ),
    "nl": (
        "Het spijt ons. U kunt kosteloos omboeken in de app, en wij zijn dag en nacht bereikbaar.",
        "Dank voor uw bericht. Wij hebben het nagekeken en regelen dit nu voor u.",
    ),
    "de": (
        "Es tut uns leid. Sie können in der App kostenlos umbuchen, und wir sind Tag und Nacht für Sie da.",
        "Danke für Ihre Nachricht. Wir haben es geprüft und regeln das jetzt für Sie.",
    ),
    "es": (
        "Lamentamos las molestias. Puede cambiar de fecha sin coste en la aplicación; estamos aquí día y noche.",
        "Gracias por escribirnos. Lo hemos revisado y lo arreglamos ahora mismo.",
    ),
}
"""What employees answer: reviewed against the default guideline."""

CITIES: Final[tuple[str, ...]] = ("Lisbon", "Oslo", "Nairobi", "Toronto", "Osaka", "Bergen", "Palma", "Kraków")
