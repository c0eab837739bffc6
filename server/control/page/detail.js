// The right side: one message, or the sequence picture of one connection.

import {byId, clock, copy, element, pretty} from './element.js';
import {isWrong} from './journal.js';
import {SequencePicture} from './picture.js';

/** A Detail shows what was chosen. */
export class Detail {
  #picture;
  #connection = '';

  /** @param {{closeConnection: (connection: string, drop: boolean) => void}} actions */
  constructor({closeConnection}) {
    this.#picture = new SequencePicture(byId('picture'), {select: record => this.#showMessage(record)});
    byId('hang-up').addEventListener('click', () => closeConnection(this.#connection, false));
    byId('drop').addEventListener('click', () => closeConnection(this.#connection, true));
  }

  /** connection is that whose picture is drawn, '' if none. */
  get connection() { return this.#connection; }

  /** showRecord shows one record, and the connection it belongs to. */
  showRecord(record, all) {
    this.showConnection(record.connection ?? record.session ?? '', all);
    this.#showMessage(record);
  }

  /** showConnection draws the picture of a connection from all records. */
  showConnection(connection, all) {
    byId('nothing').hidden = true;
    byId('message').hidden = true;
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#picture.clear();
    byId('picture').hidden = connection === '';
    if (connection !== '') this.add(all);
  }

  /** setOpen says whether the connection can still be closed. */
  setOpen(open, name) {
    byId('actions').hidden = this.#connection === '';
    byId('chosen').textContent = name || this.#connection;
    byId('hang-up').disabled = byId('drop').disabled = !open;
  }

  /** add draws fresh records, as far as they are of the connection. */
  add(fresh) {
    if (this.#connection === '') return;
    this.#picture.add(fresh.filter(r => (r.connection ?? r.session) === this.#connection));
  }

  #showMessage(record) {
    const box = byId('message');
    box.hidden = false;
    const facts = element('dl', {});
    const fact = (name, text) => { if (text) facts.append(element('dt', {}, name), element('dd', {}, text)); };
    fact('what', [record.kind, record.message].filter(Boolean).join(' '));
    fact('when', `${clock(record.time)} (no. ${record.seq})`);
    fact('who', [record.session, record.remote].filter(Boolean).join(', '));
    fact('where', record.path || record.route);
    fact('rule', record.rule);
    fact('example', record.example);
    fact('operation', [record.channel, record.operation].filter(Boolean).join(' · '));
    fact('code', record.code);
    fact('text', record.text);
    fact('headers', record.headers && JSON.stringify(record.headers));
    if (record.redacted) fact('note', 'a secret was taken out');
    box.replaceChildren(facts);
    if (record.findings?.length) box.append(findings(record));
    const payload = record.payloadBase64 !== undefined ? record.payloadBase64 : pretty(record.payload);
    if (payload) box.append(payloadBlock(payload, record.payloadBase64 !== undefined));
    box.scrollTop = 0;
  }
}

function findings(record) {
  return element('ul', {class: isWrong(record) ? 'bad' : ''}, ...record.findings.map(f =>
    element('li', {}, element('code', {}, f.instance || '(root)'), ` ${f.summary} `, element('small', {}, `[${f.code}]`))));
}

function payloadBlock(text, binary) {
  const button = element('button', {type: 'button'}, 'Copy');
  button.addEventListener('click', () => copy(button, text));
  const bar = element('div', {class: 'row'}, element('small', {}, binary ? 'binary, in base64' : 'payload'), button);
  return element('div', {}, bar, element('pre', {tabindex: '0'}, text));
}
