// The sequence picture of one connection: an ordered list whose items are
// arrows between client and service. It is text in the order of time, so that it
// can be selected, searched, and read aloud.

// Kinds that are messages, with the way of their arrow.
const ways = {receive: 'in', send: 'out', relay: 'out'};

// foldAfter is how many equal messages in a row are drawn one by one.
const foldAfter = 2;

// maxRows is how many rows are kept; older ones leave at the top.
const maxRows = 2000;

/** A SequencePicture fills an <ol> with the records of one connection. */
export class SequencePicture {
  #list;
  #select;
  #words;
  #began;
  #run = {key: '', length: 0, row: null};

  /**
   * @param {HTMLOListElement} list is emptied and filled.
   * @param {{select?: (record: object) => void, client?: string, service?: string}} options
   *   select is called when somebody chooses a row; client and service are
   *   what the two sides are called.
   */
  constructor(list, {select, client = 'client', service = 'mock'} = {}) {
    this.#list = list;
    this.#select = select;
    this.#words = {in: `${client} to ${service}: `, out: `${service} to ${client}: `};
    list.classList.add('sequence');
    Object.assign(list.dataset, {client, service});
    list.setAttribute('aria-label', `Messages between ${client} and ${service}`);
    this.clear();
  }

  /** clear forgets all rows. */
  clear() {
    this.#began = undefined;
    this.#run = {key: '', length: 0, row: null};
    this.#list.replaceChildren();
  }

  /** add draws records, oldest first. */
  add(records) {
    const fragment = document.createDocumentFragment();
    for (const record of records) this.#add(fragment, record);
    this.#list.append(fragment);
    while (this.#list.childElementCount > maxRows) this.#list.firstElementChild.remove();
  }

  #add(fragment, record) {
    const time = Date.parse(record.time);
    this.#began ??= time;
    const key = foldKey(record);
    const run = this.#run;
    run.length = key && key === run.key ? run.length + 1 : 1;
    run.key = key;
    if (run.length > foldAfter && run.row) {
      fold(run.row, run.length - foldAfter + 1, record);
      return;
    }
    run.row = this.#row(record, time - this.#began);
    fragment.append(run.row);
  }

  #row(record, after) {
    const way = ways[record.kind] ?? 'event';
    const row = element('li', {class: `${way} ${record.kind} ${isBad(record) ? 'bad' : ''}`});
    row.record = record;
    row.append(element('time', {datetime: record.time, title: record.time}, since(after)));
    const body = element(this.#select ? 'button' : 'span', {class: 'what'});
    if (this.#select) {
      body.type = 'button';
      body.addEventListener('click', () => this.#select(row.record));
    }
    body.append(...(way === 'event' ? eventText(record) : messageText(record, this.#words[way])));
    row.append(body);
    for (const finding of record.findings ?? []) row.append(findingText(finding));
    return row;
  }
}

// foldKey is equal for records that may be drawn as one; '' never is.
function foldKey(record) {
  if (!ways[record.kind] || isBad(record)) return '';
  return [record.kind, record.message, record.operation, record.receivers].join('\n');
}

// fold makes a row stand for one more message.
function fold(row, count, record) {
  let badge = row.querySelector('.count');
  if (!badge) {
    badge = element('span', {class: 'count'});
    row.querySelector('.what').append(' ', badge);
  }
  badge.textContent = `× ${count}`;
  badge.title = `the last at ${record.time}`;
  row.record = record;
}

function isBad(record) {
  return record.valid === false || record.kind === 'refuse' || record.kind === 'fault'
    || (record.findings ?? []).some(f => f.severity === 'error');
}

function messageText(record, words) {
  const parts = [element('span', {class: 'aside'}, words), record.message || 'unknown message'];
  if (record.kind === 'relay') parts.push(element('small', {}, ` to ${record.receivers ?? 0}`));
  if (record.valid === false) parts.push(element('small', {}, ' breaks the contract'));
  return parts;
}

// eventText says what is no message: connect, close, note and the like.
function eventText(record) {
  const text = [record.kind === 'close' || record.kind === 'refuse' ? record.code : '', record.text]
    .filter(Boolean).join(' ');
  const name = {connect: 'connected', close: 'closed', refuse: 'refused'}[record.kind] ?? record.kind;
  return [element('b', {}, name), text ? ` ${text}` : ''];
}

function findingText(finding) {
  const at = element('code', {}, finding.instance || '(root)');
  return element('p', {class: `finding ${finding.severity}`}, at, ` ${finding.summary}`);
}

// since writes milliseconds as "+1.250 s".
function since(milliseconds) {
  if (milliseconds < 60_000) return `+${(milliseconds / 1000).toFixed(3)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  return `+${minutes}:${((milliseconds % 60_000) / 1000).toFixed(1).padStart(4, '0')}`;
}

function element(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
}
