'use strict'
// A client that is to be tested: it tells when a grain is cheap enough, and
// comes back when the server restarts.
const { EventEmitter } = require('node:events')
const Socket = globalThis.WebSocket ?? require('ws')

class PriceWatch extends EventEmitter {
  #url; #grain; #limit; #socket; #id = 0

  constructor (url, grain, limit) {
    super()
    this.#url = url
    this.#grain = grain
    this.#limit = limit
    this.#connect()
  }

  #connect () {
    const socket = this.#socket = new Socket(this.#url)
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', id: ++this.#id, grain: this.#grain }))
    })
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(data)))
    socket.addEventListener('close', ({ code }) => {
      if (code === 1012) this.#connect() // RFC 6455: the service restarts
      else this.emit('end', code)
    })
  }

  #hear (message) {
    switch (message.type) {
      case 'refused': return this.emit('refused', message.reason)
      case 'price': if (message.cents <= this.#limit) this.emit('cheap', message.cents)
    }
  }

  stop () { this.#socket.close(1000) }
}

module.exports = { PriceWatch }
