// The newest records of the journal, as the page knows them.

// maxRecords is how many are kept; the mock keeps as many.
const maxRecords = 10_000;

/** A Journal keeps records in order and tells who listens once a frame. */
export class Journal {
  #records = [];
  #seen = 0;
  #fresh = [];
  #listener;
  total = 0;

  /** @param {(fresh: object[]) => void} listener gets what has come since the last frame. */
  constructor(listener) { this.#listener = listener; }

  /** all returns the records, oldest first; it is not to be changed. */
  get all() { return this.#records; }

  /** last is the number of the newest record. */
  get last() { return this.#seen; }

  /** add takes a record; one that came before is left out. */
  add(record) {
    if (record.seq <= this.#seen) return;
    this.#seen = record.seq;
    this.total++;
    this.#fresh.push(record);
    if (this.#fresh.length === 1) setTimeout(() => this.#tell(), 50); // also in a hidden page, where no frame comes
  }

  /** clear forgets everything that came. */
  clear() {
    this.#records = [];
    this.total = 0;
  }

  #tell() {
    const fresh = this.#fresh;
    this.#fresh = [];
    this.#records.push(...fresh);
    if (this.#records.length > maxRecords) this.#records = this.#records.slice(-maxRecords);
    this.#listener(fresh);
  }
}

/** isMessage reports whether a record is one of a message. */
export const isMessage = record => record.direction !== undefined;

/** isWrong reports whether a record tells of something wrong. */
export const isWrong = record => record.valid === false || record.kind === 'refuse' || record.kind === 'fault'
  || (record.findings ?? []).some(finding => finding.severity === 'error');

/** verdict is a record in few words. */
export function verdict(record) {
  const first = record.findings?.find(f => f.severity === 'error') ?? record.findings?.[0];
  if (record.valid === false || first?.severity === 'error') {
    const more = record.findings?.length > 1 ? ` (+${record.findings.length - 1})` : '';
    return first ? `${first.instance || '(root)'}: ${first.summary}${more}` : 'wrong';
  }
  if (record.kind === 'relay') return `to ${record.receivers ?? 0}`;
  if (isMessage(record)) return record.unvalidated ? 'not checked' : 'ok';
  return [record.code, record.text].filter(Boolean).join(' ');
}
