// Every sentence of the pages, French and English side by side. `{name}` is filled in; `{n|one|several}` agrees with n.

export const TEXTS = {
  "app.home": ["Tours du jour", "Today's rounds"],
  "app.menu": ["Menu de {name}", "Menu of {name}"],
  "app.close": ["Fermer", "Close"],
  "app.back": ["Retour", "Back"],
  "app.yes": ["Oui", "Yes"],
  "app.no": ["Non", "No"],
  "app.retry": ["Réessayer", "Try again"],
  "app.stock": ["Stock", "Stock"],
  "app.clock": ["Heure de l'établissement", "Time of the house"],

  "error.network": [
    "Le serveur ne répond pas. Rien n'est perdu. Réessayez dans un instant.",
    "The server does not answer. Nothing is lost. Try again in a moment.",
  ],
  "error.server": [
    "Le serveur n'a pas pu répondre. Rien n'est perdu. Réessayez, puis signalez-le.",
    "The server could not answer. Nothing is lost. Try again, then report it.",
  ],
  "error.storage": [
    "Rien n'a été enregistré : cette tablette ne peut pas écrire. Notez la prise sur papier et prenez une autre tablette.",
    "Nothing was saved: this tablet cannot write. Note the dose on paper and take another tablet.",
  ],
  "error.not_found": ["Ce tour n'existe pas. Revenez aux tours du jour.", "There is no such round. Go back to today's rounds."],

  "sync.done": ["Tout est envoyé", "All sent"],
  "sync.waiting": ["Envoi en attente ({n})", "Waiting to be sent ({n})"],
  "sync.saved": ["Enregistré sur la tablette. Envoi en attente ({n}).", "Saved on the tablet. Waiting to be sent ({n})."],
  "sync.refused": ["{n} {n|saisie refusée|saisies refusées}", "{n} {n|entry|entries} refused"],
  "sync.offline": [
    "Hors ligne depuis {time}. Vous pouvez continuer. Plan à jour à {plan}.",
    "Offline since {time}. You can go on. Plan as of {plan}.",
  ],
  "sync.offline_short": ["Hors ligne", "Offline"],
  "sync.title": ["Envoi des saisies", "Sending of entries"],
  "sync.oldest": ["La plus ancienne : {time}", "The oldest: {time}"],
  "sync.others": [
    "{n} {n|saisie d'un collègue attend|saisies de collègues attendent} sa reconnexion sur cette tablette.",
    "{n} {n|entry of a colleague waits|entries of colleagues wait} until they sign in here again.",
  ],
  "sync.kept": ["Conservée sur la tablette. Signalez-le à l'encadrement.", "Kept on the tablet. Tell your manager."],
  "sync.clock": ["L'horloge de cette tablette diffère de {n} min.", "This tablet's clock is off by {n} min."],

  "signin.title": ["Connexion", "Sign in"],
  "signin.login": ["Identifiant", "User name"],
  "signin.password": ["Mot de passe", "Password"],
  "signin.go": ["Se connecter", "Sign in"],
  "signin.first": ["Première connexion ? J'ai un code", "First time? I have a code"],
  "signin.code": ["Code à usage unique", "One-time code"],
  "signin.new_password": ["Mot de passe choisi (12 caractères au moins)", "Password of your choice (12 characters or more)"],
  "signin.new_pin": ["PIN choisi (4 à 6 chiffres)", "PIN of your choice (4 to 6 digits)"],
  "signin.usual": ["J'ai déjà un mot de passe", "I have a password already"],
  "signin.demo": [
    "Démonstration : les comptes et leurs mots de passe sont affichés dans le terminal qui a lancé le serveur.",
    "Demonstration: accounts and passwords are printed in the terminal that started the server.",
  ],
  "signin.again": ["Votre session est terminée. Vos saisies sont conservées.", "Your session has ended. Your entries are kept."],

  "lock.title": ["Verrouillé", "Locked"],
  "lock.kept": ["Votre saisie en cours est conservée.", "Your unfinished entry is kept."],
  "lock.who": ["Qui êtes-vous ?", "Who are you?"],
  "lock.pin": ["PIN de {name}", "PIN of {name}"],
  "lock.go": ["Déverrouiller", "Unlock"],
  "lock.delete": ["Effacer le dernier chiffre", "Delete the last digit"],

  "menu.lock": ["Verrouiller", "Lock"],
  "menu.switch": ["Changer d'utilisateur", "Change user"],
  "menu.day": ["Passer en profil jour", "Use the day profile"],
  "menu.night": ["Passer en profil nuit", "Use the night profile"],
  "menu.language": ["English", "Français"],
  "menu.out": ["Se déconnecter", "Sign out"],
  "menu.out_waiting": [
    "{n} {n|saisie n'est pas encore envoyée|saisies ne sont pas encore envoyées}. Elles restent sur la tablette.",
    "{n} {n|entry has|entries have} not been sent yet. They stay on the tablet.",
  ],

  "rounds.title": ["Tours du {day}", "Rounds of {day}"],
  "rounds.now": ["En ce moment", "Now"],
  "rounds.later": ["Plus tard aujourd'hui", "Later today"],
  "rounds.earlier": ["Plus tôt aujourd'hui", "Earlier today"],
  "rounds.done": ["{done} / {n} prises", "{done} / {n} doses"],
  "rounds.residents": ["{n} {n|résident|résidents}", "{n} {n|resident|residents}"],
  "rounds.closed": ["Clos à {time} par {by}", "Closed at {time} by {by}"],
  "rounds.none": ["Aucun tour aujourd'hui dans vos unités.", "No round today in your units."],

  "who.photo": ["Photo de {name}", "Photo of {name}"],
  "who.born_f": ["née le {date} ({age} ans), femme", "born {date} ({age}), female"],
  "who.born_m": ["né le {date} ({age} ans), homme", "born {date} ({age}), male"],
  "who.room": ["Chambre {room}", "Room {room}"],
  "who.no_room": ["Sans chambre", "No room"],
  "who.beware": ["À savoir", "Beware"],
  "who.allergy": ["Allergie", "Allergy"],
  "who.allergies": ["ALLERGIES : {names}", "ALLERGIES: {names}"],
  "who.homonym": ["Homonyme : vérifiez la date de naissance", "Same name: check the date of birth"],
  "who.homonym_short": ["Homonyme", "Same name"],
  "who.other": ["À ne pas confondre : {name}, {born}, {room}", "Not to be confused: {name}, {born}, {room}"],
  "who.absent": ["Absent : {kind}{until}", "Away: {kind}{until}"],
  "who.until": [" jusqu'au {day} {time}", " until {day} {time}"],
  "who.ins": ["Identité à vérifier", "Identity to be checked"],

  "board.title": ["Tableau du tour", "Tour board"],
  "board.filter": ["Afficher", "Show"],
  "board.todo": ["À faire", "To do"],
  "board.again": ["À reprendre", "To resume"],
  "board.all": ["Tous", "All"],
  "board.search": ["Chercher un résident", "Find a resident"],
  "board.search_hint": ["Nom, chambre ou code", "Name, room or code"],
  "board.close": ["Clôture", "Closing"],
  "board.progress": ["{done} / {n} résidents", "{done} / {n} residents"],
  "board.progress_again": ["{n} à reprendre", "{n} to resume"],
  "board.homonyms": [
    "{n} résidents correspondent, dont des homonymes : vérifiez la date de naissance.",
    "{n} residents match, some with the same name: check the date of birth.",
  ],
  "board.none": ["Aucune prise prévue à ce moment pour cette unité.", "No dose is due at this moment in this unit."],
  "board.no_match": ["Aucun résident ne correspond.", "No resident matches."],
  "board.all_done": ["Tout est fait ici.", "All done here."],
  "board.decide": ["{n} à décider", "{n} to decide"],
  "board.mine": ["Commencé", "Begun"],
  "board.busy": ["En cours – {name}", "In progress – {name}"],
  "board.colleague": ["un collègue", "a colleague"],
  "board.done": ["Terminé", "Done"],

  "identify.title": ["Est-ce bien cette personne ?", "Is it this person?"],
  "identify.birth_date": ["Date de naissance : {value}", "Date of birth: {value}"],
  "identify.room": ["Chambre : {value}", "Room: {value}"],
  "identify.first_name": ["Prénom : {value}", "First name: {value}"],
  "identify.or_scan": ["Ou scannez sa carte ou son bracelet.", "Or scan the card or bracelet."],
  "identify.denied": ["PAS CETTE PERSONNE", "NOT THIS PERSON"],
  "identify.denied_why": ["Rien n'a été enregistré. Cherchez le bon résident.", "Nothing was saved. Find the right resident."],

  "resident.who": ["Identité", "Identity"],
  "resident.sheet": ["Fiche du résident", "Resident's page"],
  "resident.board": ["Tableau", "Board"],
  "resident.none": ["Aucune prise prévue à ce moment.", "No dose is due at this moment."],
  "resident.given": ["Donné : {n} {n|médicament|médicaments}", "Given: {n} {n|medicine|medicines}"],
  "resident.finished": ["Terminé – Retour au tableau", "Done – Back to the board"],
  "resident.scan_who": ["Identifiez la personne", "Identify the person"],
  "resident.scan_what": ["Scannez le médicament ({n} à donner)", "Scan the medicine ({n} to give)"],
  "resident.answer": ["Répondez à la question", "Answer the question"],

  "group.pillbox": ["Sachet", "Sachet"],
  "group.loose": ["Hors sachet", "Not in a sachet"],
  "group.narcotic": ["Stupéfiants", "Narcotics"],
  "group.decide": ["À décider", "To decide"],

  "line.no_route": ["Voie non précisée", "Route not stated"],
  "line.ask": ["À confirmer", "To confirm"],
  "line.ready": ["Prêt", "Ready"],
  "line.ready_unread": ["Prêt, non scanné", "Ready, not scanned"],
  "line.local": ["Sur la tablette", "On the tablet"],
  "line.sent": ["Envoyé", "Sent"],
  "line.again": ["À reproposer", "To offer again"],
  "line.before": ["Avant correction :", "Before correction:"],
  "line.box": ["Boîte : {brand}", "Box: {brand}"],
  "line.time_critical": ["Heure stricte", "Time critical"],
  "line.nurse_act": ["Acte infirmier", "Nursing act"],
  "line.decide": ["À décider : {label}.", "To decide: {label}."],

  "flag.double": ["Double prise possible : prévenez le médecin.", "Possibly given twice: tell the physician."],
  "flag.again": ["Redonné après avoir été recraché ou vomi.", "Given again after it was spat out."],
  "flag.contradictory": [
    "Deux réponses opposées. Rien n'a été effacé : dites laquelle est juste.",
    "Two opposite answers. Nothing was erased: say which is right.",
  ],
  "flag.contested": [
    "Deux corrections différentes. Rien n'a été effacé : dites laquelle est juste.",
    "Two different corrections. Nothing was erased: say which is right.",
  ],

  "ask.not": ["Ne pas donner", "Do not give"],
  "ask.count": ["Combien donnez-vous ?", "How many do you give?"],
  "ask.count_unknown": ["Combien d'unités donnez-vous ?", "How many units do you give?"],
  "ask.other_count": ["Autre quantité", "Another number"],
  "ask.number": ["Nombre d'unités (par exemple 1,5)", "Number of units (1.5 for example)"],
  "ask.not_a_number": ["Écrivez un nombre, par exemple 1 ou 0,5.", "Write a number, 1 or 0.5 for example."],
  "ask.use": ["Utiliser ce nombre", "Use this number"],
  "ask.rest": ["Il reste {rest}. Que devient ce reste ?", "{rest} is left. What becomes of it?"],
  "ask.discard": ["Jeter", "Throw away"],
  "ask.keep": ["Conserver", "Keep"],
  "ask.differs": ["Quantité différente de la prescription.", "Not the prescribed amount."],

  "states.why": ["pourquoi ?", "why?"],
  "states.part": ["Quelle part a été prise ?", "Which part was taken?"],
  "states.again": ["Reproposer dans 30 min", "Offer again in 30 min"],
  "states.asleep": ["{label} (reproposé dans 30 min)", "{label} (offered again in 30 min)"],
  "states.unready": ["Retirer la vérification", "Undo the check"],
  "states.all": ["Pour les {n} prises sans réponse", "For the {n} doses without an answer"],
  "states.all_button": ["Non donné : {n} {n|prise|prises}", "Not given: {n} {n|dose|doses}"],

  "unread.title": ["Code illisible", "Unreadable code"],
  "unread.why": ["Pourquoi le code est-il illisible ?", "Why can the code not be read?"],
  "unread.which": ["Quel médicament ?", "Which medicine?"],
  "unread.typed": ["4 derniers caractères du code, ou plus", "Last 4 characters of the code, or more"],
  "unread.use": ["Utiliser ces caractères", "Use these characters"],
  "unread.or": ["Aucun caractère lisible ?", "No character can be read?"],
  "unread.compared": ["J'ai comparé la boîte et la ligne", "I compared the box with the line"],

  "correct.title": ["Corriger", "Correct"],
  "correct.now": ["Enregistré : {word} {time} {by}. La première saisie reste visible.", "Saved: {word} {time} {by}. The first entry stays visible."],
  "correct.void": ["Annuler cette saisie (à donner)", "Cancel this entry (to give)"],
  "correct.voided": ["À donner", "To give"],
  "correct.why": ["Pourquoi corriger ?", "Why correct it?"],
  "correct.done": ["Corrigé : {word}", "Corrected: {word}"],
  "correct.mistake": ["erreur de saisie", "wrong entry"],
  "correct.wrong_person": ["mauvaise personne", "wrong person"],
  "correct.wrong_line": ["mauvais médicament", "wrong medicine"],
  "correct.wrong_amount": ["mauvaise quantité", "wrong amount"],
  "correct.not_taken": ["finalement non pris", "not taken after all"],
  "correct.taken_after_all": ["finalement pris", "taken after all"],

  "record.last": ["Dernière saisie", "Last entry"],
  "record.undo": ["Annuler", "Undo"],
  "record.undone": ["Saisie annulée. Les deux lignes restent visibles.", "Entry undone. Both lines stay visible."],
  "record.given": ["Enregistré : {n} {n|médicament donné|médicaments donnés}", "Saved: {n} {n|medicine|medicines} given"],
  "record.state": ["Enregistré : {word} ({n})", "Saved: {word} ({n})"],

  "question.yes": ["Oui, je l'ai donné aussi", "Yes, I gave it too"],
  "question.no": ["Non", "No"],

  "leave.title": ["{name} n'est pas terminé", "{name} is not finished"],
  "leave.text": ["{n} {n|médicament vérifié n'est pas enregistré|médicaments vérifiés ne sont pas enregistrés}.", "{n} checked {n|medicine is|medicines are} not saved."],
  "leave.finish": ["Terminé : donné {n} {n|médicament|médicaments}", "Finished: {n} {n|medicine|medicines} given"],
  "leave.later": ["Plus tard", "Later"],
  "leave.cancel": ["Annuler", "Cancel"],

  "resume.title": [
    "{name} a une prise commencée par {by} ({time}). Reprendre en votre nom ?",
    "{by} began with {name} ({time}). Go on in your own name?",
  ],
  "resume.yes": ["Reprendre en mon nom", "Go on in my name"],
  "resume.no": ["Laisser", "Leave it"],

  "closing.title": ["Clôture du tour", "Closing the round"],
  "closing.summary": ["{residents} résidents · {taken} prises données sur {n}", "{residents} residents · {taken} of {n} doses given"],
  "closing.answer": ["Répondre", "Answer"],
  "closing.left": ["{n} {n|prise sans réponse|prises sans réponse}. Répondez avant de clore.", "{n} {n|dose|doses} without an answer. Answer before closing."],
  "closing.go": ["Clore le tour", "Close the round"],
  "closing.force": ["Clore quand même ({n} non {n|tracée|tracées})", "Close all the same ({n} untraced)"],
  "closing.sure": [
    "{n} {n|prise restera « Non tracé »|prises resteront « Non tracé »}, au nom de {name}. Clore ?",
    "{n} {n|dose|doses} will stay “untraced”, in the name of {name}. Close?",
  ],
  "closing.yes": ["Clore et en répondre", "Close and answer for it"],
  "closing.not_yet": ["Pas encore", "Not yet"],
  "closing.waiting": ["{n} {n|saisie attend|saisies attendent} encore l'envoi. Clôturez une fois tout envoyé.", "{n} {n|entry|entries} still to be sent. Close once all is sent."],

  "verdict.ok": ["BON", "GOOD"],
  "verdict.confirm": ["À CONFIRMER", "TO CONFIRM"],
  "verdict.repeat": ["DÉJÀ LU", "ALREADY READ"],
  "verdict.unknown": ["INCONNU", "UNKNOWN"],
  "verdict.reading": ["Lecture…", "Reading…"],
  "stop.aside": ["Mettre de côté", "Put aside"],
  "stop.how": ["Ou scannez le bon médicament.", "Or scan the right item."],

  "offline.word": ["NON VÉRIFIÉ", "NOT CHECKED"],
  "offline.who": ["Hors ligne : reconnu par la tablette.", "Offline: recognised by the tablet."],
  "offline.code": ["Le serveur ne répond pas : ce code n'est pas jugé.", "The server does not answer: this code is not judged."],
  "offline.compare": ["Comparez la boîte et la ligne.", "Compare the box with the line."],
  "offline.aside": ["Mettez ce produit de côté.", "Put this product aside."],
  "offline.same": ["La boîte est-elle bien {label}, {sentence} ?", "Is the box {label}, {sentence}?"],

  "person.title": ["Résident", "Resident"],
  "person.gone": ["Cette personne ne vit plus ici.", "This person no longer lives here."],
  "person.lines": ["Prescriptions", "Prescriptions"],
  "person.coming": ["À venir", "To come"],
  "person.suspended": ["Suspendu", "Suspended"],
  "person.stopped": ["Arrêté", "Stopped"],
  "person.tokens": ["Supports d'identification", "Identification supports"],
  "person.token": ["{support} n° {number}, finissant par {tail}", "{support} no. {number}, ending in {tail}"],
  "person.card": ["Carte", "Card"],
  "person.bracelet": ["Bracelet", "Bracelet"],
  "person.badge": ["Badge", "Badge"],
  "person.valid": ["valable", "valid"],
  "person.revoked": ["annulé le {date}", "revoked on {date}"],
  "person.none": ["Rien à montrer.", "Nothing to show."],

  "tray.title": ["Codes de démonstration", "Demonstration codes"],
  "tray.text": ["Touchez un code : il est lu comme par un lecteur.", "Touch a code: it is read as by a scanner."],
};

const plural = (language, n) => (language === "en" ? n === 1 : n < 2);

/** The sentence of a key in the page's language, its places filled from `values`. */
export function t(key, values = {}) {
  const language = document.documentElement.lang === "en" ? "en" : "fr";
  const pair = TEXTS[key];
  if (!pair) throw new Error(`no text for ${key}`);
  return pair[language === "en" ? 1 : 0]
    .replace(/\{(\w+)\|([^|}]*)\|([^}]*)\}/g, (_, name, one, several) => (plural(language, values[name]) ? one : several))
    .replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Adds the sentences of a further page: {key: [French, English]}. */
export function addTexts(more) {
  Object.assign(TEXTS, more);
}
