'use strict'
// What the tests say to the mock: its control API, narrowed to one session.
const base = process.env.ASYNCMOCK_URL // http://127.0.0.1:8080

async function call (method, path, query, body) {
  const response = await fetch(`${base}/_asyncmock/${path}?${new URLSearchParams(query)}`, {
    method, body: body && JSON.stringify(body), headers: body && { 'Content-Type': 'application/json' }
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${path}: ${answer.detail} ${JSON.stringify(answer.findings ?? '')}`)
  return answer
}

const coverage = async query => (await call('GET', 'coverage', query)).documents[0]

// Begins a session anew: what happened in it before does not count.
async function session (name) {
  const own = { session: name }
  await call('POST', 'reset', own, {})
  return {
    url: `${base.replace('http', 'ws')}/v1/prices?__session=${encodeURIComponent(name)}`,
    expect: wanted => call('POST', 'expectations', { ...own, wait: true }, wanted),
    push: message => call('POST', 'push', own, message),
    reply: next => call('POST', 'replies', own, next),
    close: (code, reason) => call('POST', 'connections/close', own, { code, reason }),
    coverage: () => coverage(own)
  }
}

module.exports = { session, coverage }
