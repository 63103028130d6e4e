// The sentences about measures.

import { addTexts } from "./texts.js";

addTexts({
  "measures.title": ["Dernières mesures", "Last measures"],
  "measures.missing": ["{what} : rien depuis 6 mois, les doses maximales qui en dépendent ne sont pas contrôlées.", "{what}: nothing for 6 months, maximum doses that depend on it are not checked."],
  "measures.day": ["Mesuré le", "Measured on"],
  "measures.note": ["Noter une mesure", "Note a measure"],
  "measures.kind": ["Quelle mesure", "Which measure"],
  "measures.choose": ["Choisir…", "Choose…"],
  "measures.value": ["Valeur", "Value"],
  "measures.second": ["Valeur la plus basse", "Lower value"],
  "measures.save": ["Enregistrer", "Save"],
  "measures.saved": ["Mesure enregistrée.", "Measure recorded."],
  "measures.weight": ["Poids (kg)", "Weight (kg)"],
  "measures.clearance": ["DFG (ml/min)", "eGFR (ml/min)"],
  "measures.potassium": ["K⁺ (mmol/l)", "K⁺ (mmol/l)"],
  "measures.inr": ["INR", "INR"],
  "measures.glucose": ["Glycémie (g/l)", "Glycaemia (g/l)"],
  "measures.temperature": ["Température (°C)", "Temperature (°C)"],
  "measures.pulse": ["Pouls (/min)", "Pulse (/min)"],
  "measures.pressure": ["Tension (mmHg)", "Blood pressure (mmHg)"],
  "measures.saturation": ["Saturation (%)", "Saturation (%)"],
  "measures.pain": ["Douleur (0 à 10)", "Pain (0 to 10)"],
});
