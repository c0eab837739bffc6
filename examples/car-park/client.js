// A barrier: lets one car in, takes its money and lets it out. With --hasty it
// makes three mistakes that the service would have to put up with.
const WebSocket = require('ws')

const hasty = process.argv.includes('--hasty')
const socket = new WebSocket(`${process.env.ASYNCMOCK_URL_SITE}/barriers/north`)
const say = message => socket.send(JSON.stringify(message))

const next = {
  ticket: ({ ticketId }) => {
    if (hasty) say({ type: 'pay', ticketId, cents: '250' }) // a string
    say({ type: 'pay', ticketId, cents: 250 })
  },
  paid: ({ ticketId }) => {
    if (hasty) say({ type: 'leave' }) // whose?
    say({ type: 'leave', ticketId })
  },
  opened: ({ ticketId }) => {
    if (hasty) say({ type: 'opened', ticketId }) // that is for the service to say
    console.log(`ticket ${ticketId} is out`)
    socket.close()
  },
}

socket.on('open', () => say({ type: 'enter', plate: 'AB-123' }))
socket.on('message', text => {
  const message = JSON.parse(text)
  next[message.type]?.(message)
})
socket.on('error', err => {
  console.error(err.message)
  process.exitCode = 1
})
