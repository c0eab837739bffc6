// usage: node faults.cjs FAULT URL – what the npm package ws makes of a fault
// of a route that echoes; FAULT is what stands before the comma in --fault.
const assert = require('assert')
const { WebSocket } = require('ws')

const [which, url] = process.argv.slice(2)

function dial() {
  const ws = new WebSocket(url, { perMessageDeflate: false })
  ws.got = []
  ws.errors = []
  ws.on('message', data => { ws.got.push(String(data)); ws.emit('more') })
  ws.on('error', err => { ws.errors.push(err); ws.emit('failed', err) })
  ws.opened = new Promise(resolve => ws.once('open', resolve))
  ws.closed = new Promise(resolve => ws.once('close', (code, reason) => resolve([code, String(reason)])))
  return ws
}

async function open() {
  const ws = dial()
  await ws.opened
  return ws
}

const failed = ws => new Promise(resolve => ws.once('failed', resolve))
const pause = ms => new Promise(resolve => setTimeout(resolve, ms))

async function gets(ws, n) {
  while (ws.got.length < n) await new Promise(resolve => ws.once('more', resolve))
  return ws.got
}

async function says(...texts) {
  const ws = await open()
  for (const text of texts) ws.send(text)
  return ws
}

async function ends(...want) {
  const ws = await open()
  ws.send('hello')
  assert.deepStrictEqual(await ws.closed, want)
  return ws
}

// A frame that the package refuses, for this reason.
async function refused(code) {
  const ws = await says('hello')
  assert.strictEqual((await failed(ws)).code, code)
  await ws.closed
  assert.deepStrictEqual(ws.got, [])
}

async function changed(check) {
  const [got] = await gets(await says('hello'), 1)
  assert.ok(check(got), `got ${got}`)
}

const cases = {
  async 'refuse:429'() { assert.match(String(await failed(dial())), /Unexpected server response: 429/) },
  async 'slow-handshake:50ms'() { await gets(await says('hello'), 1) },
  async 'close'() { await ends(1005, '') },
  async 'close:1012:back soon'() { await ends(1012, 'back soon') },
  async 'close:4001@sent:2'() {
    const ws = await says('one', 'two', 'three')
    assert.deepStrictEqual(await ws.closed, [4001, ''])
    assert.deepStrictEqual(ws.got.slice(0, 2), ['one', 'two'])
  },
  async 'close:1001@100ms'() { await ends(1001, '') },
  async 'drop'() { await ends(1006, '') },
  async 'drop:reset@sent:1'() {
    const ws = await open()
    const reset = new Promise(resolve => ws._socket.once('error', resolve)) // ws itself keeps it quiet
    ws.send('hello')
    assert.strictEqual((await reset).code, 'ECONNRESET')
    assert.deepStrictEqual(await ws.closed, [1006, ''])
  },
  async 'stall@sent:1'() {
    const ws = await says('one')
    await gets(ws, 1)
    ws.send('two')
    ws.ping()
    ws.once('pong', () => assert.fail('a pong'))
    await pause(200)
    assert.deepStrictEqual(ws.got, ['one'])
    assert.strictEqual(ws.readyState, WebSocket.OPEN)
  },
  async 'stall:150ms@sent:1'() {
    const ws = await says('one', 'two', 'three')
    assert.deepStrictEqual(await gets(ws, 3), ['one', 'two', 'three'])
  },
  async 'half-open@sent:1'() {
    const ws = await says('one')
    await gets(ws, 1)
    ws.close(1000)
    await pause(200)
    assert.strictEqual(ws.readyState, WebSocket.CLOSING)
  },
  async 'throttle:5000'() {
    const long = 'x'.repeat(1000)
    assert.deepStrictEqual(await gets(await says(long), 1), [long])
  },
  async 'no-pong'() {
    const ws = await open()
    ws.ping()
    ws.once('pong', () => assert.fail('a pong'))
    ws.send('hello')
    await gets(ws, 1)
  },
  async 'no-close'() {
    const ws = await open()
    ws.close(1000)
    await pause(200)
    assert.strictEqual(ws.readyState, WebSocket.CLOSING)
  },
  async 'delay:10ms..60ms'() {
    const ws = await says('1', '2', '3', '4')
    assert.deepStrictEqual(await gets(ws, 4), ['1', '2', '3', '4'])
  },
  async 'duplicate@every:2'() { assert.deepStrictEqual(await gets(await says('1', '2', '3'), 4), ['1', '2', '2', '3']) },
  async 'reorder@every:2'() { assert.deepStrictEqual(await gets(await says('1', '2', '3'), 3), ['1', '3', '2']) },
  async 'corrupt:2'() { await changed(text => text.length === 5 && text !== 'hello') },
  async 'truncate:3'() { await changed(text => text === 'hel') },
  async 'break'() { await ends(1006, '') },
  async 'bad-utf8'() { await refused('WS_ERR_INVALID_UTF8') },
  async 'reserved-bit:1'() { await refused('WS_ERR_UNEXPECTED_RSV_1') },
  async 'reserved-bit:3'() { await refused('WS_ERR_UNEXPECTED_RSV_2_3') },
  async 'wrong-opcode'() { await refused('WS_ERR_INVALID_OPCODE') },
  async 'invalid'() { await changed(text => text === 'he') },
}

if (which === 'list') {
  console.log(Object.keys(cases).join('\n'))
} else {
  cases[which]().then(() => process.exit(0), err => { console.error(err); process.exit(1) })
}
