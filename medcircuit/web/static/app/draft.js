// What is begun and not yet recorded: who is open, how they were identified, which lines are verified. Survives a reload.

/** A verified line waits for "Donné"; `asks` are the questions still open about it. */
export function ready(dose, { scans, amount = null, units = null, asks = [], said = "", unreadable = null, proposal = null, site = null }) {
  return { dose: dose.key, scans, amount, units, remainder: null, overrides: [], asks, said, unreadable, proposal, site };
}

/** Kept on the device by ids alone, one a round; gone once everything of it is recorded. */
export class Draft {
  constructor({ unit, date, moment }) {
    this.key = `draft:${unit}/${date}/${moment}`;
    this.clear();
    try {
      Object.assign(this, JSON.parse(localStorage.getItem(this.key) ?? "{}"));
    } catch {
      // Nothing usable was kept.
    }
  }

  clear() {
    this.resident = null;
    this.user = null;
    this.userName = null;
    this.since = null;
    this.identified = null;
    this.lines = {};
    this.measures = {};
  }

  save() {
    const { resident, user, userName, since, identified, lines, measures } = this;
    try {
      if (resident === null) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ resident, user, userName, since, identified, lines, measures }));
    } catch {
      // It then lasts as long as the page.
    }
    this.saved({ resident, user, userName, since, identified, lines });
  }

  /** Told after each change: the round page keeps it on the server too. */
  saved() {}

  /** Takes up what was begun on another tablet. */
  take(content) {
    this.clear();
    for (const name of ["resident", "user", "userName", "since", "identified", "lines"]) this[name] = content[name] ?? this[name];
    this.save();
  }

  /** Begins with a resident; `identified` is {mode, scans, overrides, asks} or null while it is still to do. */
  begin(resident, me, since, identified = null) {
    this.clear();
    Object.assign(this, { resident, user: me.user.id, userName: me.user.name, since, identified });
    this.save();
  }

  get entries() {
    return Object.values(this.lines);
  }

  /** Lines whose every question is answered: what "Donné" would record. */
  get verified() {
    if (!this.identified || this.identified.asks.length > 0) return [];
    return this.entries.filter((line) => line.asks.length === 0);
  }

  /** Whether leaving now would lose a verification. */
  get unfinished() {
    return this.entries.length > 0;
  }

  put(line) {
    this.lines[line.dose] = line;
    this.save();
  }

  drop(doseKey) {
    delete this.lines[doseKey];
    this.save();
  }
}
