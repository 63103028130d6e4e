// The device's own storage: who this device is, and the acts that have no receipt yet.

let opened = null;

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("medcircuit", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("outbox", { keyPath: "order" });
      request.result.createObjectStore("facts");
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("storage is held by another page"));
  }).catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

/**
 * One transaction on both stores: `work(outbox, facts, asked)` may only await what `asked` gives. Kept once it is on
 * the disk (durability strict); nothing of it is kept when it fails.
 */
export async function transaction(work, mode = "readwrite") {
  const database = await open();
  const current = database.transaction(["outbox", "facts"], mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    current.oncomplete = resolve;
    current.onabort = () => reject(current.error ?? new Error("storage gave up"));
  });
  try {
    const result = await work(current.objectStore("outbox"), current.objectStore("facts"), asked);
    await done;
    return result;
  } catch (error) {
    done.catch(() => {});
    try {
      current.abort();
    } catch {
      // It had already ended.
    }
    throw error;
  }
}

/** Everything that waits, oldest first. */
export const waiting = () => transaction((outbox, _facts, ask) => ask(outbox.getAll()), "readonly");

/** This device's id, made at its first page. */
export async function deviceId() {
  const known = await transaction((_outbox, facts, ask) => ask(facts.get("device")), "readonly");
  return known ?? transaction(async (_outbox, facts, ask) => {
    const other = await ask(facts.get("device")); // another page may just have made it
    if (other) return other;
    const made = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    facts.put(made, "device");
    return made;
  });
}
