"""Dutch word list."""

from services.inbox.domain.lexicon.entry import lexicon

DUTCH = lexicon(
    polar={
        3: """
            geweldig fantastisch uitstekend perfect super top heerlijk prachtig subliem
        """,
        2: """
            bedankt dank dankjewel dankuwel blij fijn mooi goede vriendelijk behulpzaam lief tevreden graag leuk
            mooie compliment complimenten genoten aanrader hulde klasse knap gelukkig
        """,
        1: """
            goed ok oké prima snel makkelijk netjes handig welkom opgelost gelukt veilig beter duidelijk soepel hoop
        """,
        -1: """
            laat wacht wachten wachtend gewacht traag moeilijk probleem problemen fout kwijt gemist duur vertraging
            vertraagd onduidelijk helaas jammer kapot stuk niets niemand geannuleerd moe gestrand vast geweigerd
            lastig mis klacht klachten verloren storing
        """,
        -2: """
            slecht slechte boos onacceptabel belachelijk teleurgesteld teleurstellend onbeschoft nutteloos
            gefrustreerd frustrerend schande waardeloos haat oplichting oplichters gestolen beschadigd vies woedend
            onprofessioneel schandalig erg zielig kwaad liegen gelogen stom balen idioot irritant
        """,
        -3: """
            verschrikkelijk afschuwelijk vreselijk slechtste ramp rampzalig walgelijk dramatisch drama
        """,
    },
    neutral="""
        aan af al alle alleen alles als ander andere bel bellen ben bent bij boeken boeking bericht binnen daar dag
        dagen dan dat de deze die dit doe doen door drie dus echt een één en er ergens even gaan gaat gaf gebeld
        geen geld geven gisteren gekregen ging haar had hallo heb hebben heeft heel helpen help hem het hier hij hoe
        hoi hun iemand iets ik in info informatie is ja jaar je jij jouw jullie kan klant klanten kom komen komt
        koffer bagage kunnen kunt kreeg krijg krijgen krijgt laatste maar maand maandag mag mail man me meer mensen
        met mij mijn minuten moet moeten morgen na naar namelijk nieuw nieuwe nog nu nummer of om omdat ons onze ook
        op over paar per persoon plaats reis reizen retour sinds sta staan staat stoel stuur sturen straks team te
        tegen telefoon terug terugbetaling ticket tickets tijd toch toen tot twee u uit uur uren uw vaak van vanaf
        vanavond vandaag vanmorgen veel verder vlucht vluchten vliegen vliegveld vliegtuig voor vraag vragen vrijdag
        waar waarom wachtrij was wat we week weken weer weet wel welke werd werken werkt weten wie wij wil willen
        wordt worden zaterdag ze zeg zeggen zeer zei zelf zich zie zien zijn zo zondag zonder zou zouden zullen
        service klantenservice medewerker medewerkers website app winkel pakket levering bestelling antwoord gezin
        kinderen kind familie hotel thuis schiphol gate omboeken omgeboekt reactie
    """,
    negations="niet geen nooit noch zonder nergens",
    boosters="heel erg zeer echt super enorm ontzettend zo veel te",
)
