"""English word list."""

from services.inbox.domain.lexicon.entry import lexicon

ENGLISH = lexicon(
    polar={
        3: """
            love amazing awesome excellent fantastic wonderful outstanding perfect brilliant superb
        """,
        2: """
            great thanks thank thankful happy best appreciate appreciated beautiful helpful friendly kind nice glad
            enjoy enjoyed recommend impressed smooth thx ty kudos pleasure delighted grateful loved loving yay
        """,
        1: """
            good ok okay fine better welcome cool quick quickly fast easy comfortable fun fair polite resolved
            solved fixed pleasant safe sweet excited wow hope
        """,
        -1: """
            late wait waiting waited slow hard problem problems issue issues missed miss missing error expensive
            poor wrong unclear confused confusing difficult stuck delay delays delayed unfortunately sorry hours
            nothing nobody lost broken annoying tired stopped hold overcharged trouble mess crap damn sucks sad
            unable ignored ignoring complaint complain late cancelled canceled cancel refused failed fail fails
            bumped stranded denied
        """,
        -2: """
            bad angry upset unacceptable ridiculous disappointed disappointing disappointment rude useless
            frustrated frustrating frustration failure hate shame incompetent pathetic joke nightmare disgusted
            disgusting furious mad lied lying liars scam stole stolen damaged dirty worse unhappy embarrassing
            unprofessional shambles stupid wtf terribly crappy sucked suck bullshit screwed lousy
        """,
        -3: """
            terrible horrible awful worst disgrace disgraceful appalling dreadful abysmal atrocious
        """,
    },
    neutral="""
        a about after again all also am an and another any are as ask asked at away back be because been before
        being between both but by call called came can change check come could customer customers day days did do
        does doing don done down due each email even every everyone find first flight flights for friday from get
        gets getting give go going got had happen happened has have he hear hello help her here hey hi him his hour
        how i i'd i'll i'm i've if in info information into is it it's its just keep know last leave left let like
        line ll long look made make many may me message min mins minutes monday month more morning much my name need
        needs new next night now number of off on one only or order other our out over people phone please plane put
        re reply said same saturday say see seat seats send sent service she should since so some somebody someone
        still sunday system take team tell than that that's the their them then there these they they're thing
        things think this those through thursday ticket tickets time times to today told tomorrow tonight too took
        tried try trying tuesday two u up update us use ve via want was way we we're wednesday week weeks well went
        were what what's when where which while who why will with work working would year years yes yesterday yet
        you you're your airport bag bags baggage luggage booking booked book card account delivery parcel website
        app store shop agent agents crew gate airline fly flying flew departure arrive arrived arrival boarding
        connection trip travel travelling passengers passenger refund compensation rebook rebooked voucher answer
        answered respond response contact person kid kids family home hotel city
    """,
    negations="""
        not no never none neither nor cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't
        couldn't shouldn't hasn't haven't hadn't ain't without cant dont didnt wont isnt
    """,
    boosters="very really so extremely absolutely totally completely incredibly truly super highly too",
)
