// The sentences of the admission page.

import { addTexts } from "./texts.js";

addTexts({
  "admit.title": ["Accueillir une personne", "Admit a person"],
  "admit.birth_name": ["Nom de naissance", "Birth name"],
  "admit.first_names": ["Prénoms (premier en tête)", "First names (the first one first)"],
  "admit.used_name": ["Nom utilisé, s'il est différent", "Name in use, if different"],
  "admit.birth_date": ["Date de naissance", "Date of birth"],
  "admit.sex": ["Sexe", "Sex"],
  "admit.F": ["Femme", "Woman"],
  "admit.M": ["Homme", "Man"],
  "admit.unit": ["Unité", "Unit"],
  "admit.room": ["Chambre", "Room"],
  "admit.allergies": ["Allergies connues, une par ligne", "Known allergies, one a line"],
  "admit.severe": ["L'une d'elles est grave (choc, œdème)", "One of them is severe (shock, oedema)"],
  "admit.no_allergy": ["Laissez vide si rien n'est connu. À compléter avec le médecin.", "Leave empty if none is known. To complete with the physician."],
  "admit.not_yours": ["Vous ne pouvez pas accueillir une personne ici. Adressez-vous à un infirmier.", "You may not admit a person here. Ask a nurse."],
  "admit.texture": ["Texture des repas, si particulière", "Texture of meals, if special"],
  "admit.identity": ["Lisez le nom sur une pièce d'identité. L'identité reste « à vérifier » jusqu'à l'INS.", "Read the name on an identity document. The identity stays “to verify” until the INS."],
  "admit.save": ["Accueillir", "Admit"],
  "admit.alike": ["Déjà connue ici ?", "Already known here?"],
  "admit.known": ["Ouvrir la fiche de {name}", "Open the record of {name}"],
  "admit.another": ["C'est une autre personne", "This is another person"],
  "admit.done": ["Accueil enregistré : {name}, chambre {room}", "Admitted: {name}, room {room}"],
  "admit.next": ["Et maintenant", "And now"],
  "admit.copy": ["1. Recopier l'ordonnance", "1. Copy the order"],
  "admit.boxes": ["2. Compter les boîtes apportées", "2. Count the boxes brought"],
  "admit.person": ["3. Photo et carte d'identification, sur sa fiche", "3. Photo and identification card, in the record"],
  "admit.allergy_failed": ["La personne est accueillie, mais une allergie n'a pas été notée : ouvrez sa fiche.", "The person is admitted, but an allergy was not noted: open the record."],
});
