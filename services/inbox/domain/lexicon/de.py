"""German word list."""

from services.inbox.domain.lexicon.entry import lexicon

GERMAN = lexicon(
    polar={
        3: """
            großartig fantastisch ausgezeichnet perfekt hervorragend wunderbar super klasse spitze genial
        """,
        2: """
            danke dank vielen toll schön freundlich hilfsbereit zufrieden froh gerne lieb nett begeistert
            empfehlenswert empfehlen glücklich freue gefreut tolle tollen
        """,
        1: """
            gut gute guten ok okay schnell einfach bequem gelöst hilfreich sicher besser willkommen fair angenehm
            hoffe
        """,
        -1: """
            spät warte warten wartet gewartet langsam schwierig problem probleme fehler verloren verpasst teuer
            verspätung verspätet unklar leider schade kaputt nichts niemand storniert annulliert gestrandet
            verweigert falsch ärger beschwerde kompliziert stunden müde gestrichen
        """,
        -2: """
            schlecht schlechte schlechter wütend inakzeptabel lächerlich enttäuscht enttäuschend enttäuschung
            unfreundlich nutzlos frustriert frustrierend schande unverschämt unverschämtheit hasse betrug abzocke
            gestohlen beschädigt dreckig sauer peinlich unprofessionell dumm lügen gelogen nervt mist
        """,
        -3: """
            schrecklich furchtbar schlimmste katastrophe katastrophal ekelhaft entsetzlich grauenhaft miserabel
        """,
    },
    neutral="""
        ab aber alle allem allen alles als also am an andere anderen antwort antworten anruf anrufen auch auf aus
        bei beim bekommen bestellung bin bis bitte brauche buchung buchen da dabei dann das dass dem den der des
        dich die dies diese diesen dieser dir doch dort drei du durch ein eine einem einen einer eines er erst es
        etwas euch euer eure flug flüge flughafen flugzeug fliegen familie frage fragen freitag für ganz geben gegen
        geht geld gepäck gerade gestern gibt hab habe haben hallo hat hatte hätte heute hier hilfe hotel ich ihm ihn
        ihnen ihr ihre ihren im immer in info informationen ins ist ja jahr jahre jemand jetzt kann kein koffer
        komme kommen kommt können könnt könnte kunde kunden kundendienst kundenservice lange letzte letzten mal man
        mehr mein meine meinem meinen meiner mich mir mit mitarbeiter möchte montag morgen muss müssen nach
        nachricht neu neue neuen noch nun nur nummer ob oder ohne paket lieferung reise reisen rückerstattung
        erstattung sagen sagt schon sehr seid sein seine seit sich sie sind sitz so soll sollte sonntag samstag
        stehe stehen steht tag tage telefon ticket tickets tun über uhr um und uns unser unsere unter viel viele vom
        von vor wann war waren warum was website app weil weiter welche wenn wer werde werden wie wieder will wir
        wird wissen wo woche wochen wohin wollen wurde wurden zeit zu zum zur zurück zwei minuten kinder kind
        umbuchen umbuchung schalter hause personal service
    """,
    negations="nicht kein keine keinen keinem keiner nie niemals ohne weder",
    boosters="sehr wirklich so extrem absolut total völlig unglaublich echt zu",
)
