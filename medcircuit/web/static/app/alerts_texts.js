// The names of the rules that check a prescription.

import { addTexts } from "./texts.js";

addTexts({
  "alerts.rule.allergy_substance": ["Allergie à la substance", "Allergy to the substance"],
  "alerts.rule.allergy_class": ["Allergie ou intolérance à la famille", "Allergy or intolerance to the family"],
  "alerts.rule.allergy_not_checked": ["Allergie non reconnue : contrôle non fait", "Allergy not recognised: not checked"],
  "alerts.rule.duplicate_substance": ["Même substance deux fois", "Same substance twice"],
  "alerts.rule.interaction": ["Interaction", "Interaction"],
  "alerts.rule.interactions_not_covered": ["Interactions : non couvert par le thésaurus", "Interactions: not covered by the thesaurus"],
  "alerts.rule.interactions_not_checked": ["Interactions : aucun thésaurus importé", "Interactions: no thesaurus imported"],
  "alerts.rule.dose_over_maximum": ["Dose par prise au-dessus du maximum", "Dose at once above the maximum"],
  "alerts.rule.day_over_maximum": ["Dose par 24 h au-dessus du maximum", "Dose over 24 h above the maximum"],
  "alerts.rule.contraindicated_for_person": ["Contre-indiqué pour l'âge, le poids ou le rein", "Contraindicated for age, weight or kidneys"],
  "alerts.rule.renal_not_checked": ["Fonction rénale inconnue : contrôle non fait", "Renal function unknown: not checked"],
  "alerts.rule.weight_not_checked": ["Poids inconnu : contrôle non fait", "Weight unknown: not checked"],
  "alerts.rule.dose_not_checked": ["Dose : contrôle non fait", "Dose: not checked"],
  "alerts.rule.weekly_substance_daily": ["Médicament hebdomadaire prescrit plus souvent", "Weekly medicine ordered more often"],
  "alerts.rule.crush_forbidden": ["Écrasement interdit (opioïde LP, cytotoxique)", "Crushing forbidden (prolonged opioid, cytotoxic)"],
  "alerts.rule.crush_unsuitable": ["Forme qui ne s'écrase pas", "Form not to be crushed"],
  "alerts.rule.crush_not_checked": ["Écrasement : contrôle non fait", "Crushing: not checked"],
  "alerts.rule.duration_over_legal": ["Durée au-delà du maximum légal", "Duration beyond the legal maximum"],
  "alerts.rule.duration_missing": ["Durée obligatoire absente", "Mandatory duration missing"],
  "alerts.rule.stop_date_advised": ["Date de réévaluation absente", "No date of review"],
  "alerts.rule.fraction_unsaid": ["Fractionnement non écrit", "Fractions not written"],
  "alerts.rule.narcotic_overlap": ["Chevauchement de stupéfiants", "Overlapping narcotics"],
  "alerts.rule.secure_prescription": ["Ordonnance sécurisée", "Secure prescription"],
  "alerts.rule.narcotic_regime": ["Stupéfiant ouvert à l'aide à la prise", "Narcotic open to help with taking"],
  "alerts.rule.legal_status_not_checked": ["Statut de stupéfiant inconnu", "Narcotic status unknown"],
  "alerts.rule.medicine_retired": ["Médicament retiré du marché", "Medicine withdrawn from the market"],
  "alerts.rule.medicine_short": ["Rupture ou tension d'approvisionnement", "Shortage of supply"],
});
