// The live page: joins the journal, the lists, the picture and the form.

import {api} from './api.js';
import {Detail} from './detail.js';
import {byId, clock, element} from './element.js';
import {isMessage, isWrong, Journal, verdict} from './journal.js';
import {LineList} from './lines.js';
import {showRoutes} from './routes.js';
import {SendForm} from './send.js';

const journal = new Journal(onFresh);
const form = new SendForm(api);
const detail = new Detail({closeConnection});
const messages = new LineList(byId('message-list'), drawRecord, record => {
  byId('follow').checked = messages.follow = false;
  connections.unselect();
  detail.showRecord(record, journal.all);
  showOpen();
  goTo('detail', true);
});
const connections = new LineList(byId('connection-list'), drawConnection, connection => {
  messages.unselect();
  detail.showConnection(connection.id, journal.all);
  showOpen();
  goTo('detail', true);
});
let open = [];
let shown = [];

// What has come since the last frame.
function onFresh(fresh) {
  detail.add(fresh);
  showMessages(fresh);
  if (fresh.some(r => r.kind === 'connect' || r.kind === 'close')) refreshConnections();
}

// showMessages filters all records, or only the fresh ones where that does.
function showMessages(fresh) {
  const wrong = byId('only-wrong').checked, words = byId('filter').value.trim().toLowerCase();
  const fits = record => (!wrong || isWrong(record)) && (!words || textOf(record).includes(words));
  if (fresh && shown.length < 9_000) shown = shown.concat(fresh.filter(fits));
  else shown = journal.all.filter(fits);
  messages.show(shown);
  const total = journal.total.toLocaleString('en');
  byId('message-count').textContent = wrong || words ? `${shown.length.toLocaleString('en')} of ${total}` : total;
}

function textOf(record) {
  return [record.session, record.message, record.kind, record.path, record.text, verdict(record),
    typeof record.payload === 'string' ? record.payload : JSON.stringify(record.payload ?? '')].join('\n').toLowerCase();
}

const arrows = {receive: ['in', '→'], send: ['out', '←'], relay: ['out', '⇇']};

function drawRecord(line, record) {
  const [way, arrow] = arrows[record.kind] ?? ['dim', '·'];
  line.classList.toggle('bad', isWrong(record));
  line.append(
    element('time', {datetime: record.time}, clock(record.time)),
    element('span', {class: 'dim who'}, record.session ?? ''),
    element('span', {class: way, 'aria-label': way === 'in' ? 'from client' : way === 'out' ? 'to client' : ''}, arrow),
    element('span', {}, isMessage(record) ? record.message || 'unknown' : record.kind),
    element('span', {class: isWrong(record) ? 'bad' : 'dim', title: verdict(record)}, verdict(record)));
}

const nameOf = connection => connection.session ?? connection.id;

function drawConnection(line, c) {
  line.append(
    element('span', {title: c.remote}, nameOf(c)),
    element('span', {class: 'dim path', title: c.path}, element('bdi', {}, c.path)),
    element('span', {class: 'num in', title: 'received'}, `→ ${c.received}`),
    element('span', {class: 'num out', title: 'sent'}, `← ${c.sent}`),
    element('span', {class: c.wrong ? 'num bad' : 'num dim', title: 'wrong'}, c.wrong ? `✗ ${c.wrong}` : ''));
}

// refreshConnections asks again, at most every half second, and never twice at once.
let asking = false, again = false;
async function refreshConnections() {
  again = true;
  if (asking) return;
  asking = true;
  try {
    while (again) {
      again = false;
      open = await api.connections();
      byId('connection-count').textContent = open.length.toLocaleString('en');
      connections.show(open);
      form.setConnections(open);
      showOpen();
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  } catch (problem) {
    setState('lost', problem.message);
  } finally {
    asking = false;
  }
}

function showOpen() {
  const c = open.find(each => each.id === detail.connection);
  detail.setOpen(c !== undefined, c && nameOf(c));
}

async function closeConnection(connection, drop) {
  try {
    await api.close(connection, drop);
  } catch (problem) {
    setState('live', problem.message);
  }
  refreshConnections();
}

function setState(state, words) {
  byId('state').dataset.state = state;
  byId('state').querySelector('.words').textContent = words;
}

// On narrow screens one part is seen at a time.
function goTo(id, onlyNarrow = false) {
  if (onlyNarrow && !narrow.matches) return;
  for (const section of document.querySelectorAll('section')) section.classList.toggle('current', section.id === id);
  for (const tab of document.querySelectorAll('.tabs a')) {
    if (tab.hash === `#${id}`) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
}

const narrow = matchMedia('(max-width: 68rem)');
document.querySelector('.tabs').addEventListener('click', event => {
  const tab = event.target.closest('a');
  if (!tab) return;
  event.preventDefault();
  goTo(tab.hash.slice(1));
});
byId('reload').addEventListener('click', async () => {
  try {
    const {documents, lost} = await api.reload();
    notice([...documents.map(reloadedWords), ...lost.map(what => `lost ${what}`)].join('\n'));
    await loadRoutes();
  } catch (problem) {
    notice(problem.message, true);
  }
});

function reloadedWords({document, changed, routes, added, removed}) {
  if (!changed) return `${document}: nothing has changed`;
  const news = [...added.map(path => `+ ${path}`), ...removed.map(path => `− ${path}`)].join(', ');
  return `${document}: served anew, ${routes} route${routes === 1 ? '' : 's'}${news && `; ${news}`}`;
}

// notice shows what became of something until it is clicked, or the next comes.
function notice(text, bad = false) {
  const box = byId('notice');
  box.textContent = text;
  box.classList.toggle('bad', bad);
  box.hidden = false;
}
byId('notice').addEventListener('click', () => { byId('notice').hidden = true; });

byId('theme').addEventListener('click', () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = localStorage.theme = dark ? 'light' : 'dark';
});
if (localStorage.theme) document.documentElement.dataset.theme = localStorage.theme;
byId('filter').addEventListener('input', () => showMessages());
byId('only-wrong').addEventListener('change', () => showMessages());
byId('follow').addEventListener('change', event => {
  messages.follow = event.target.checked;
  messages.refresh();
});
byId('clear').addEventListener('click', () => {
  journal.clear();
  onFresh([]);
  showMessages();
});
document.addEventListener('keydown', event => {
  if (event.key !== '/' || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  event.preventDefault();
  goTo('messages', true);
  byId('filter').focus();
});

async function loadRoutes() {
  const documents = await api.documents();
  byId('title').textContent = documents.map(d => d.title).join(', ') || 'asyncmock';
  document.title = `${byId('title').textContent} · asyncmock`;
  byId('about').textContent = documents.map(d => `AsyncAPI ${d.asyncapi}, role ${d.role}`).join('; ');
  const routes = documents.flatMap(d => d.routes);
  showRoutes(routes, route => {
    form.choose(route);
    goTo('send', true);
  });
  form.setRoutes(routes);
}

messages.follow = true;
goTo('messages');
api.follow(record => journal.add(record), async live => {
  setState(live ? 'live' : 'lost', live ? 'live' : 'connection lost, trying again');
  if (!live) return;
  try {
    await loadRoutes();
    await refreshConnections();
  } catch (problem) {
    setState('lost', problem.message);
  }
});
setInterval(refreshConnections, 5_000); // counts move on
