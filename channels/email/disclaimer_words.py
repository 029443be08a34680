"""The words of disclaimers below mail, by language; all in lower case."""

from __future__ import annotations

THIS_MAIL_WORDS = (
    *("this e-mail", "this email", "this mail", "this message", "this communication", "this transmission"),
    *("diese e-mail", "dieser e-mail", "diese mail", "dieser mail", "diese nachricht", "dieser nachricht"),
    *("ce message", "ce mail", "ce courriel", "cet e-mail", "cet email", "dit bericht", "deze e-mail", "deze email"),
    *("deze mail", "dit mailbericht", "este mensaje", "este correo", "questo messaggio", "questa e-mail"),
    *("questa email", "presente messaggio", "esta mensagem", "este e-mail", "este email", "wiadomo"),
    *("detta meddelande", "detta e-post", "detta mail", "denne mail", "denne e-mail", "denne e-post"),
    *(
        "denne meddelelse",
        "denne melding",
        "本邮件",
        "此邮件",
        "此电子邮件",
        "本郵件",
        "此郵件",
        "本メール",
        "このメール",
    ),
)
CONFIDENTIAL_WORDS = (
    *("confidential", "privileged", "vertraulich", "confidentiel", "vertrouwelijk", "confidencial", "riservat"),
    *("confidenziali", "poufn", "konfidentiell", "fortrolig", "konfidensiell", "机密", "機密", "保密"),
    *("disclaimer", "haftungsausschluss", "avertissement"),
)
NOTICE_WORDS = (
    *("intended recipient", "intended only", "intended solely", "solely for", "notify the sender", "in error"),
    *("unauthorized", "unauthorised", "delete this", "delete it", "vorgesehene empfänger", "richtige adressat"),
    *("bestimmte empfänger", "irrtümlich", "unbefugte", "vernichten", "destinataire", "par erreur", "détruire"),
    *("geadresseerde", "bestemd voor", "ten onrechte", "abusievelijk", "onbevoegd", "destinatario", "por error"),
    *("per errore", "destinatário", "por engano", "odbiorc", "adressat", "mottagare", "modtager", "mottaker"),
    *("收件人", "收件者", "受信者", "誤って"),
)
"""A disclaimer has words of each: it names the mail, says that it is confidential, and whom it was meant for."""
