// The cards of the routes: URL, mode, and both directions in words.

import {byId, copy, element} from './element.js';

/** showRoutes fills the list. send is called with a route to send on. */
export function showRoutes(routes, send) {
  byId('route-list').replaceChildren(...routes.map(route => card(route, send)));
}

function card(route, send) {
  const copyButton = element('button', {type: 'button', 'aria-label': `Copy ${route.url}`}, 'Copy');
  copyButton.addEventListener('click', () => copy(copyButton, route.url));
  const url = element('div', {class: 'url'}, element('code', {}, route.url), copyButton);
  if (route.mockToClient.length > 0) {
    const button = element('button', {type: 'button', 'aria-label': `Send on ${route.path}`}, 'Send');
    button.addEventListener('click', () => send(route));
    url.append(button);
  }
  const facts = element('dl', {});
  fact(facts, 'mode', route.mode);
  fact(facts, 'client → mock', route.clientToMock.map(m => m.message).join(', '));
  fact(facts, 'mock → client', route.mockToClient.map(m => [m.message, m.when].filter(Boolean).join(' ')).join(', '));
  return element('li', {title: (route.why ?? []).join('\n')}, url, facts);
}

function fact(list, name, text) {
  if (text) list.append(element('dt', {}, name), element('dd', {}, text));
}
