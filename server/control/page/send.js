// The form that sends a message to clients.

import {byId, element, pretty} from './element.js';

/** A SendForm is prefilled with a payload that keeps the contract. */
export class SendForm {
  #api;
  #form = byId('form');
  #routes = [];
  #connections = [];
  #binary = false;
  #n = 0;

  constructor(api) {
    this.#api = api;
    const fields = this.#form.elements;
    fields.route.addEventListener('change', () => this.#routeChanged());
    fields.message.addEventListener('change', () => this.#fill());
    byId('another').addEventListener('click', () => {
      this.#n++;
      this.#fill();
    });
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      this.#send();
    });
  }

  /** setRoutes offers the routes on which the mock says something. */
  setRoutes(routes) {
    this.#routes = routes.filter(r => r.mockToClient.length > 0);
    options(this.#form.elements.route, this.#routes.map((r, i) => [String(i), r.path]));
    byId('send').classList.toggle('empty', this.#routes.length === 0);
    if (this.#routes.length > 0) this.#routeChanged();
  }

  /** setConnections offers them as receivers. */
  setConnections(connections) {
    this.#connections = connections;
    this.#receivers();
  }

  /** choose takes a route. */
  choose(route) {
    const i = this.#routes.findIndex(r => r.path === route.path && r.document === route.document);
    if (i < 0) return;
    this.#form.elements.route.value = String(i);
    this.#routeChanged();
    this.#form.elements.payload.focus();
  }

  get #route() { return this.#routes[Number(this.#form.elements.route.value)]; }

  #routeChanged() {
    const names = [...new Set(this.#route.mockToClient.map(m => m.message))];
    options(this.#form.elements.message, names.map(name => [name, name]));
    this.#receivers();
    this.#fill();
  }

  #receivers() {
    if (!this.#route) return;
    const here = this.#connections.filter(c => c.route === this.#route.path);
    const known = this.#form.elements.to.value;
    options(this.#form.elements.to, [['', `everyone on this route (${here.length})`], ...here.slice(0, 200).map(c => [c.id, c.session ?? c.id])]);
    if (here.some(c => c.id === known)) this.#form.elements.to.value = known;
  }

  async #fill() {
    const {message, payload} = this.#form.elements;
    try {
      const made = await this.#api.propose(this.#route, message.value, this.#n);
      this.#binary = made.payloadBase64 !== undefined;
      payload.value = this.#binary ? made.payloadBase64 : pretty(made.payload);
      payload.title = this.#binary ? 'bytes, in base64' : '';
      this.#say('');
    } catch (problem) {
      this.#say(problem.message, true);
    }
  }

  async #send() {
    const {to, payload, raw} = this.#form.elements;
    try {
      const receivers = await this.#api.push({
        route: this.#route, connection: to.value, text: payload.value, binary: this.#binary, raw: raw.checked,
      });
      this.#say(`sent to ${receivers} ${receivers === 1 ? 'client' : 'clients'}`);
    } catch (problem) {
      this.#say(problem.message.replace('"raw": true', '“as it is, unchecked”'), true);
    }
  }

  #say(text, bad = false) {
    const out = byId('sent');
    out.textContent = text;
    out.classList.toggle('bad', bad);
  }
}

// options fills a <select> and keeps what was chosen where it still is there.
function options(select, pairs) {
  const was = select.value;
  select.replaceChildren(...pairs.map(([value, text]) => element('option', {value}, text)));
  if (pairs.some(([value]) => value === was)) select.value = was;
}
