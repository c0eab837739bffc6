// The control API, as the page uses it. Its description is at openapi.yaml.

class Problem extends Error {}

async function call(method, path, body) {
  const init = {method, headers: {Accept: 'application/json'}};
  if (body !== undefined) {
    init.headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  const response = await fetch(path, init);
  const text = await response.text();
  if (!response.ok) throw new Problem(words(response, text));
  return text ? JSON.parse(text) : undefined;
}

// words makes a problem document (RFC 9457) readable.
function words(response, text) {
  try {
    const problem = JSON.parse(text);
    const findings = (problem.findings ?? []).map(f => `${placeOf(problem, f)}: ${f.summary}`);
    return [problem.detail || problem.title, ...findings, problem.hint].filter(Boolean).join('\n');
  } catch {
    return `${response.status} ${response.statusText}`;
  }
}

// placeOf is where a finding is: in a document, or in a payload.
const placeOf = (problem, f) =>
  problem.code === 'reload-refused' ? `${f.file}:${f.line}:${f.column}` : f.instance || '(root)';

// payloadOf sends an object or array as itself, so that it is written without
// blanks, and anything else as the text it is.
function payloadOf(text) {
  if (/^\s*[[{]/.test(text)) {
    try { return {payload: JSON.parse(text)}; } catch { /* text all the same */ }
  }
  return {payload: text};
}

export const api = {
  /** documents returns what is served: title, role, and routes. */
  async documents() {
    const {documents} = await call('GET', 'routes');
    for (const d of documents) for (const r of d.routes) r.document = d.document;
    return documents;
  },

  async connections() { return (await call('GET', 'connections')).connections; },

  /** close ends a connection with 1000, or drops it without a word. */
  close(connection, drop) {
    const to = {connection};
    return drop ? call('POST', 'connections/drop', {to}) : call('POST', 'connections/close', {to, code: 1000});
  },

  /** reload reads documents and behavior file again and says what has changed. */
  reload() { return call('POST', 'reload', {}); },

  /** propose returns the n-th payload of a message of the route, as {payload} or {payloadBase64}. */
  propose(route, message, n) {
    return call('GET', `proposal?${new URLSearchParams({route: route.path, message, n})}`);
  },

  /** push sends a payload and returns how many clients got it. */
  async push({route, connection, text, binary, raw}) {
    const to = connection ? {connection} : {route: route.path};
    return (await call('POST', 'push', {to, raw, ...(binary ? {payloadBase64: text.trim()} : payloadOf(text))})).receivers;
  },

  /** follow hands over every record, from the oldest that is kept. */
  follow(onRecord, onState) {
    const source = new EventSource('journal?tail=10000');
    source.onopen = () => onState(true);
    source.onerror = () => onState(false);
    source.onmessage = event => onRecord(JSON.parse(event.data));
  },
};
