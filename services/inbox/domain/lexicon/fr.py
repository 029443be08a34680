"""French word list."""

from services.inbox.domain.lexicon.entry import lexicon

FRENCH = lexicon(
    polar={
        3: """
            excellent excellente génial géniale fantastique parfait parfaite magnifique formidable merveilleux adore
        """,
        2: """
            merci super heureux heureuse content contente aimable gentil gentille sympa bravo ravi ravie satisfait
            satisfaite aime beau belle recommande apprécié félicitations agréable plaisir
        """,
        1: """
            bien bon bonne ok rapide rapidement facile utile résolu meilleur meilleure confortable correct sûr
            bienvenue espère
        """,
        -1: """
            tard attends attendre attendu attente lent difficile problème problèmes erreur erreurs perdu perdue
            perdus manqué cher retard retardé hélas dommage cassé rien personne annulé annulée annulés bloqué
            bloquée bloqués refusé malheureusement compliqué fatigué plainte réclamation panne
        """,
        -2: """
            mauvais mauvaise inacceptable ridicule déçu déçue déception décevant impoli inutile frustré frustrant
            honte honteux incompétent incompétents nul nulle déteste arnaque voleurs volé abîmé sale furieux colère
            scandaleux marre mensonge menti stupide lamentable
        """,
        -3: """
            terrible horrible affreux pire catastrophe catastrophique dégoûtant épouvantable abominable
        """,
    },
    neutral="""
        a à ai aide aider aéroport alors an ans appel appelé appeler après as au aucun aujourd'hui aussi autre
        autres aux avant avec avez avion avoir avons bagage bagages billet billets bonjour bonsoir c'est ça car ce
        cela ces cet cette chez client clients colis combien comme comment commande compte contre d'un d'une dans de
        demain demande depuis dernier dernière des deux dire dit dois doit donc donner du elle elles en encore
        enfant enfants ensuite entre es est et étais était été être eu famille faire fais fait faut fois gens heure
        heures hier hôtel ici il ils info informations j'ai j'attends je jour jours juste l'aéroport l'avion la là
        le les leur leurs livraison lui lundi ma maintenant mais maison mardi me mercredi mes message mettre mieux
        minutes moi mois moins mon mot n'ai n'est ne nos notre nous nouveau nouvelle numéro on ont ou où par parce
        pas passagers pendant peu peut peux place plus pour pourquoi prendre pris puis qu'il qu'on quand que quel
        quelle quelqu'un qui quoi remboursement rembourser réponse répondre répond réservation retour s'il sa samedi
        sans se semaine semaines service ses si site soir son sont sous suis sur ta te téléphone temps toi ton
        toujours tous tout toute toutes train très trois tu un une va vais valise valises vendredi venir vers veux
        vol vols vont vos votre voudrais vous voyage vu y application conseiller conseillers dimanche jeudi matin
        compensation
    """,
    negations="pas jamais aucun aucune sans ni n'est n'ai n'a",
    boosters="très vraiment tellement extrêmement absolument totalement trop si",
)
