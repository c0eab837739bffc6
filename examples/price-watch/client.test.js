'use strict'
// Three tests at once on one mock: each has a session of its own.
const { describe, it, after } = require('node:test')
const assert = require('node:assert/strict')
const { once } = require('node:events')
const { PriceWatch } = require('./client.js')
const { session, coverage } = require('./mock.js')

describe('PriceWatch', { concurrency: true, timeout: 30_000 }, () => {
  it('tells when wheat is cheap enough', async t => {
    const server = await session('cheap wheat')
    const watch = new PriceWatch(server.url, 'wheat', 1500)
    t.after(() => watch.stop())
    const subscribed = await server.expect({ message: 'subscribe', valid: true, where: { '/grain': 'wheat' }, exactly: 1, within: '5s' })
    assert.equal(subscribed.state, 'met', subscribed.why)

    const cheap = once(watch, 'cheap')
    for (const cents of [1850, 1501, 1499]) await server.push({ message: 'price', set: { '/grain': 'wheat', '/cents': cents } })
    assert.deepEqual(await cheap, [1499])

    const { messages } = await server.coverage() // subscribe, subscribed, price; never refused
    assert.deepEqual(messages, { exercised: 3, of: 4 })
  })

  it('subscribes again when the server restarts', async t => {
    const server = await session('restart')
    const watch = new PriceWatch(server.url, 'oats', 900)
    t.after(() => watch.stop())
    const wanted = { message: 'subscribe', where: { '/grain': 'oats' }, within: '5s' }
    assert.equal((await server.expect({ ...wanted, exactly: 1 })).state, 'met')
    await server.close(1012, 'restarting')
    const again = await server.expect({ ...wanted, exactly: 2, settle: '200ms' })
    assert.equal(again.state, 'met', again.why)
    watch.stop()
    assert.deepEqual(await once(watch, 'end'), [1000])
  })

  it('tells that it was refused', async t => {
    const server = await session('refused')
    await server.reply({ message: 'subscribe', then: [{ message: 'refused', example: 'closed' }] })
    const watch = new PriceWatch(server.url, 'rye', 700)
    t.after(() => watch.stop())
    assert.deepEqual(await once(watch, 'refused'), ['the granary is closed'])
  })

  after(async () => {
    const { operations, messages } = await coverage({})
    assert.deepEqual({ operations, messages }, { operations: { exercised: 2, of: 2 }, messages: { exercised: 4, of: 4 } })
  })
})
