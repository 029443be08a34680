"""The words by which mail programs and people mark what is not new, by language; all in lower case.

English, German, French, Dutch, Spanish, Italian, Portuguese, Polish, Swedish, Danish, Norwegian, Japanese, Chinese.
"""

from __future__ import annotations

import re

ATTRIBUTION_VERBS = (
    "wrote",
    "schrieb",
    "a écrit",
    "schreef",
    "heeft geschreven",
    "heeft het volgende geschreven",
    "escribió",
    "ha scritto",
    "escreveu",
    "napisał",
    "pisze",
    "skrev",
    "のメール",
    "は書きました",
    "写道",
    "寫道",
    "寫於",
)
"""In the line above a quote: who wrote it when."""

ORIGINAL_MARKS = frozenset(
    {
        "original message",
        "original appointment",
        "ursprüngliche nachricht",
        "originalnachricht",
        "originalmeldung",
        "message d'origine",
        "message original",
        "message d\u2019origine",
        "oorspronkelijk bericht",
        "originele bericht",
        "mensaje original",
        "messaggio originale",
        "mensagem original",
        "wiadomość oryginalna",
        "oryginalna wiadomość",
        "originalmeddelande",
        "ursprungligt meddelande",
        "original besked",
        "oprindelig meddelelse",
        "opprinnelig melding",
        "元のメッセージ",
        "原始邮件",
        "原始郵件",
        "原邮件",
    }
)
"""Between rules, above the whole mail that is answered."""

FORWARD_MARKS = frozenset(
    {
        "forwarded message",
        "begin forwarded message",
        "weitergeleitete nachricht",
        "anfang der weitergeleiteten nachricht",
        "message transféré",
        "début du message transféré",
        "début du message réexpédié",
        "doorgestuurd bericht",
        "begin doorgestuurd bericht",
        "mensaje reenviado",
        "inicio del mensaje reenviado",
        "messaggio inoltrato",
        "inizio messaggio inoltrato",
        "mensagem encaminhada",
        "wiadomość przekazana dalej",
        "vidarebefordrat meddelande",
        "videresendt meddelelse",
        "videresendt melding",
        "転送メッセージ",
        "转发的邮件",
        "转发邮件",
    }
)
"""Above a mail that is passed on, which is what its sender wants to say."""

FORWARD_PREFIXES = (
    *("fw:", "fwd:", "fwd :", "wg:", "tr:", "tr :", "doorst:", "rv:", "i:", "enc:", "pd:", "vb:", "vs:", "转发"),
)
"""How the subject of a mail begins that passes another on."""

_FROM = ("from", "von", "de", "van", "da", "od", "från", "fra", "差出人", "发件人", "寄件者", "发件人地址")
_SENT = (
    *("sent", "date", "gesendet", "datum", "envoyé", "envoyé le", "verzonden", "enviado", "enviado el", "fecha"),
    *("inviato", "data", "enviada em", "wysłano", "skickat", "sendt", "dato"),
    *("送信日時", "日時", "发送时间", "日期", "時間"),
)
_TO = ("to", "an", "à", "aan", "para", "a", "do", "till", "til", "宛先", "收件人", "收件者")
_SUBJECT = (
    *("subject", "betreff", "objet", "onderwerp", "asunto", "oggetto", "assunto", "temat", "ämne", "emne"),
    *("件名", "主题", "主旨"),
)
HEADER_LABELS = {
    **dict.fromkeys(_TO, "to"),
    **dict.fromkeys(_SENT, "sent"),
    **dict.fromkeys(_SUBJECT, "subject"),
    **dict.fromkeys(_FROM, "from"),
}
"""The labels of a head that a mail program copies above the mail it answers."""

DEVICE_LINES = (
    "sent from my",
    "sent from mail for",
    "sent from mail<",
    "sent from outlook",
    "sent from yahoo",
    "sent with proton",
    "sent via my",
    "sent via the samsung",
    "sent via blackberry",
    "sent via yahoo",
    "get outlook for",
    "gesendet von",
    "gesendet mit",
    "diese nachricht wurde von meinem",
    "outlook für",
    "envoyé de mon",
    "envoyé depuis",
    "envoyé à partir d",
    "télécharger outlook",
    "verstuurd vanaf",
    "verzonden vanaf",
    "verzonden met",
    "enviado desde mi",
    "enviado do meu",
    "inviato da",
    "wysłane z",
    "skickat från",
    "sendt fra min",
    "iphoneから送信",
    "从我的 iphone 发送",
    "发自我的",
)
"""How the line begins that a telephone adds by itself."""

FROM_MY_DEVICE = re.compile(
    r"von meine[mr](?:/meine[mr])?(?! [^\n]{0,99}\b(?:wurden?|wird|ist|habe)\b)(?: [^\s.!?]{1,30}){1,4} gesendet"
)
"""The line of a telephone whose beginning alone may be somebody's own words."""

CLOSINGS = frozenset(
    {
        *("regards", "kind regards", "best regards", "warm regards", "best wishes", "yours sincerely", "sincerely"),
        *("yours faithfully", "thanks and regards", "many thanks", "cheers", "best"),
        *("mit freundlichen grüßen", "freundliche grüße", "viele grüße", "beste grüße", "liebe grüße", "mfg", "gruß"),
        *("mit freundlichen grüssen", "freundliche grüsse", "herzliche grüße", "lg", "vg"),
        *("cordialement", "bien cordialement", "bien à vous", "sincères salutations", "salutations distinguées"),
        *("met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "mvg"),
        *("hartelijke groet", "hartelijke groeten", "groet", "groeten"),
        *("saludos", "un saludo", "saludos cordiales", "atentamente", "cordiali saluti", "distinti saluti", "saluti"),
        *("atenciosamente", "cumprimentos", "pozdrawiam", "z poważaniem"),
        *("med vänliga hälsningar", "vänliga hälsningar"),
        *("venlig hilsen", "med venlig hilsen", "vennlig hilsen", "med vennlig hilsen", "mvh"),
    }
)
"""The formula at the end of a letter, above the name."""
