
// The exchange of a report: a picture for each connection, drawn when it is
// opened, and all of the message that somebody chooses.

const talks = [...document.querySelectorAll('.talk')];
const records = JSON.parse(document.getElementById('records')?.textContent ?? '[]');

talks.forEach((talk, i) => {
  const list = talk.querySelector('ol'), aside = talk.querySelector('aside');
  let picture;
  talk.draw = () => {
    if (picture) return;
    picture = new SequencePicture(list, {...talk.dataset, select: record => show(talk, aside, record)});
    picture.add(records[i]);
  };
  talk.addEventListener('toggle', () => { if (talk.open) talk.draw(); });
  if (talk.open) talk.draw();
  list.addEventListener('keydown', walk);
});

// walk moves between the rows of a picture with the arrow keys.
function walk(event) {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const row = event.target.closest('li');
  if (!step || !row) return;
  const next = (step > 0 ? row.nextElementSibling : row.previousElementSibling)?.querySelector('button');
  next?.focus();
  next?.click();
  event.preventDefault();
}

// show writes down all of a record, with what is marked in its payload where
// the page has it among what was wrong.
function show(talk, aside, record) {
  for (const row of talk.querySelectorAll('.chosen')) row.classList.remove('chosen');
  [...talk.querySelectorAll('li')].find(row => row.record === record)?.classList.add('chosen');
  const facts = element('dl', {});
  const fact = (name, text) => { if (text) facts.append(element('dt', {}, name), element('dd', {}, String(text))); };
  fact('what', [record.message || record.kind, record.rule && `by ${record.rule}`].filter(Boolean).join(' '));
  fact('when', record.time.replace('T', ' '));
  fact('where', record.path || record.route);
  fact('operation', [record.channel, record.operation].filter(Boolean).join(' · '));
  fact('code', record.code);
  fact('text', record.text);
  fact('headers', record.headers && JSON.stringify(record.headers));
  aside.replaceChildren(facts);
  if (record.findings?.length) aside.append(element('ul', {class: 'findings'}, ...record.findings.map(finding)));
  aside.append(...payload(record));
}

function finding(f) {
  return element('li', {class: f.severity}, element('p', {class: 'summary'},
    element('code', {class: 'at'}, f.instance || '(root)'), ` ${f.summary} `, element('code', {class: 'code'}, f.code)));
}

function payload(record) {
  const marked = document.querySelector(`.jump[data-seq="${Number(record.seq)}"]`)?.closest('.card').querySelector('.payload');
  if (marked && record.seq) return [marked.cloneNode(true)];
  const text = record.payloadBase64 ?? pretty(record.payload);
  return text ? [element('pre', {class: 'payload', tabindex: '0'}, text)] : [];
}

// pretty lays JSON out; other text stays as it is.
function pretty(value) {
  if (value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value, null, 2);
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

// A link to a message opens its connection and goes to its row.
for (const link of document.querySelectorAll('.jump')) {
  const seq = Number(link.dataset.seq);
  const i = records.findIndex(list => list.some(r => r.seq === seq));
  if (i < 0) {
    link.remove();
    continue;
  }
  link.addEventListener('click', event => {
    event.preventDefault();
    talks[i].open = true;
    talks[i].draw();
    const button = [...talks[i].querySelectorAll('li')].find(row => row.record.seq === seq)?.querySelector('button');
    button?.click();
    button?.focus({preventScroll: true});
    button?.scrollIntoView({block: 'center'});
  });
}

// On paper everything is open.
const folds = document.querySelectorAll('details');
addEventListener('beforeprint', () => {
  for (const fold of folds) {
    fold.dataset.was = fold.open;
    fold.open = true;
    fold.draw?.();
  }
});
addEventListener('afterprint', () => {
  for (const fold of folds) fold.open = fold.dataset.was === 'true';
});
