// Every sentence of the pages, French and English side by side. `{name}` is filled in; `{n|one|several}` agrees with n.

export const TEXTS = {
  "app.home": ["Tours du jour", "Today's rounds"],
  "app.menu": ["Menu de {name}", "Menu of {name}"],
  "app.loading": ["Chargement…", "Loading…"],
  "app.close": ["Fermer", "Close"],
  "app.back": ["Retour", "Back"],
  "app.cancel": ["Annuler", "Cancel"],
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
  "lock.scan": ["Déverrouillez, puis scannez à nouveau.", "Unlock, then scan again."],

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
  "rounds.open": ["Ouvrir le tour", "Open the round"],
  "rounds.done": ["{done} / {n} prises", "{done} / {n} doses"],
  "rounds.residents": ["{n} {n|résident|résidents}", "{n} {n|resident|residents}"],
  "rounds.closed": ["Clos à {time} par {by}", "Closed at {time} by {by}"],
  "rounds.none": ["Aucun tour aujourd'hui dans vos unités.", "No round today in your units."],
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
