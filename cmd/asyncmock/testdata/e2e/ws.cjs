// usage: node ws.cjs CASE URL – the npm package ws against a route that echoes.
const assert = require('assert')
const crypto = require('crypto')
const { WebSocket } = require('ws')

const [which, url] = process.argv.slice(2)

function open(protocols, options) {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(url, protocols, { perMessageDeflate: false, ...options })
    ws.once('upgrade', response => { ws.agreed = response.headers['sec-websocket-extensions'] })
    ws.once('open', () => resolve(ws))
    ws.once('error', reject)
  })
}

const message = ws => new Promise(resolve => ws.once('message', (data, isBinary) => resolve({ data, isBinary })))
const closed = ws => new Promise(resolve => ws.once('close', (code, reason) => resolve({ code, reason: String(reason) })))

async function echoes(ws, data, options, want = data) {
  const answer = message(ws)
  ws.send(data, options)
  const got = await answer
  assert.strictEqual(got.isBinary, typeof want !== 'string')
  assert.ok(Buffer.compare(got.data, Buffer.from(want)) === 0, `${got.data.length} bytes came back for ${want.length}`)
}

const cases = {
  async text() {
    const ws = await open([])
    await echoes(ws, 'plain')
    await echoes(ws, 'ü € 😀 \u0000')
    await echoes(ws, '')
  },
  async binary() {
    const ws = await open([])
    await echoes(ws, Buffer.from([0, 255, 254, 10]))
    await echoes(ws, crypto.randomBytes(70000))
    await echoes(ws, Buffer.alloc(0))
  },
  async subprotocol() {
    assert.strictEqual((await open(['v2.echo', 'v1.echo'])).protocol, 'v2.echo')
    assert.strictEqual((await open(['v1.echo'])).protocol, 'v1.echo')
  },
  async large() {
    const ws = await open([])
    await echoes(ws, 'x'.repeat(40 << 10))
    await echoes(ws, 'y'.repeat(1 << 20))
    await echoes(ws, crypto.randomBytes(1 << 20))
  },
  async oversize() {
    const ws = await open([])
    ws.on('error', () => {})
    ws.send('z'.repeat((1 << 20) + 1))
    assert.strictEqual((await closed(ws)).code, 1009)
  },
  async fragmented() {
    const ws = await open([])
    const answer = message(ws)
    ws.send('one ', { fin: false })
    ws.send('', { fin: false })
    ws.ping('between')
    ws.send('two ', { fin: false })
    ws.send('three', { fin: true })
    const got = await answer
    assert.strictEqual(String(got.data), 'one two three')
    assert.strictEqual(got.isBinary, false)
    const euro = Buffer.from('€')
    const split = message(ws)
    ws.send(euro.subarray(0, 1), { fin: false, binary: false })
    ws.send(euro.subarray(1), { fin: true })
    assert.strictEqual(String((await split).data), '€')
  },
  async badtext() {
    const ws = await open([])
    ws.on('error', () => {})
    ws.send(Buffer.from([0x68, 0xff, 0xfe]), { binary: false })
    assert.strictEqual((await closed(ws)).code, 1007)
  },
  async closing() {
    for (const [code, reason] of [[1000, ''], [1000, 'done'], [3000, 'library'], [4999, 'ours']]) {
      const ws = await open([])
      const end = closed(ws)
      ws.close(code, reason)
      assert.strictEqual((await end).code, code)
    }
    const ws = await open([])
    const end = closed(ws)
    ws.close()
    assert.strictEqual((await end).code, 1005)
  },
  async deflate() {
    const ws = await open([], { perMessageDeflate: { threshold: 0 } })
    assert.strictEqual(ws.agreed, 'permessage-deflate; client_no_context_takeover; server_no_context_takeover')
    await echoes(ws, 'short')
    await echoes(ws, 'a longer one, '.repeat(5000))
    await echoes(ws, crypto.randomBytes(70000))
    const before = ws._socket.bytesRead
    for (let i = 0; i < 20; i++) await echoes(ws, '{"price":1204,"side":"buy"},'.repeat(1000))
    assert.ok(ws._socket.bytesRead - before < 20 * 1000, `${ws._socket.bytesRead - before} bytes came`)
    const end = closed(ws)
    ws.close(1000, 'done')
    assert.strictEqual((await end).code, 1000)
  },
  async bomb() {
    const ws = await open([], { perMessageDeflate: { threshold: 0 } })
    ws.on('error', () => {})
    ws.send('z'.repeat(50 << 20))
    assert.strictEqual((await closed(ws)).code, 1009)
  },
  async ping() {
    const ws = await open([])
    const pong = new Promise(resolve => ws.once('pong', resolve))
    ws.ping('are you there?')
    assert.strictEqual(String(await pong), 'are you there?')
  },
  async order() {
    const ws = await open([])
    const got = []
    const all = new Promise(resolve => ws.on('message', data => { if (got.push(String(data)) === 2000) resolve() }))
    for (let i = 0; i < 2000; i++) ws.send(String(i))
    await all
    got.forEach((text, i) => assert.strictEqual(text, String(i)))
  },
}

cases[which]().then(() => process.exit(0), err => { console.error(err); process.exit(1) })
