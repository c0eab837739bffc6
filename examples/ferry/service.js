// The counter of the ferry, written by hand from asyncapi.yaml.
//
//	node service.js [BREACH]    prints its URL; BREACH is one of those below
const { WebSocketServer } = require('ws')

// What the service can do wrong on purpose, one at a time.
const breaches = {
  'wrong-type': 'the price is a text',
  'missing-field': 'the ticket is missing',
  'wrong-id': 'the answer has another wish',
  'late-reply': 'the answer takes three seconds',
  'missing-reply': 'bookings are not answered',
  'extra-message': 'bookings are answered twice',
  'wrong-direction': 'the service says what passengers say',
  'bad-enum': 'a ship leaves for an island that there is not',
  'not-json': 'a departure is no JSON',
  'accepts-invalid': 'nobody looks what is booked',
}

const islands = ['lark', 'heron', 'tern']
const isWish = (v) => typeof v === 'string' && /^[a-z0-9-]{1,20}$/.test(v)
const isTicket = (v) => typeof v === 'string' && /^F-[0-9]{4}$/.test(v)
const fields = {
  book: { type: (v) => v === 'book', wish: isWish, to: (v) => islands.includes(v), seats: (v) => Number.isInteger(v) && v >= 1 && v <= 6 },
  giveBack: { type: (v) => v === 'giveBack', wish: isWish, ticket: isTicket },
}

// wrong says what is wrong with a message, undefined if nothing is.
function wrong(message) {
  const known = message && fields[message.type]
  if (!known || Array.isArray(message)) return 'nobody knows what this is'
  for (const name of Object.keys(message)) if (!Object.hasOwn(known, name)) return `nobody asked for ${name}`
  for (const name of Object.keys(known)) if (!known[name](message[name])) return `${name} is missing or wrong`
}

function read(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function serve(socket, breach) {
  const say = (message) => socket.send(JSON.stringify(message))
  const ship = () => {
    if (breach === 'not-json') return socket.send('The Petrel has left.')
    if (breach === 'wrong-direction') return say({ type: 'giveBack', wish: 'w-9', ticket: 'F-1001' })
    say({ type: 'departed', to: breach === 'bad-enum' ? 'atlantis' : 'tern', ship: 'Petrel' })
  }
  ship()
  const ships = setInterval(ship, 100)
  socket.on('close', () => clearInterval(ships))
  socket.on('message', (data) => {
    const message = read(data)
    const why = wrong(message)
    if (why && (breach !== 'accepts-invalid' || typeof message !== 'object' || message === null)) {
      return say({ type: 'refused', reason: why, ...(message && isWish(message.wish) ? { wish: message.wish } : {}) })
    }
    if (message.type === 'giveBack') return say({ type: 'givenBack', wish: message.wish, cents: 0 })
    const booked = { type: 'booked', wish: isWish(message.wish) ? message.wish : 'w-0', ticket: 'F-1001', cents: 1200 }
    if (breach === 'wrong-type') booked.cents = '12.00'
    if (breach === 'missing-field') delete booked.ticket
    if (breach === 'wrong-id') booked.wish = 'w-7'
    if (breach === 'missing-reply') return
    if (breach === 'extra-message') say(booked)
    setTimeout(say, breach === 'late-reply' ? 3000 : 0, booked)
  })
}

// start listens on a free port, and returns the URL.
function start(breach) {
  if (breach && !breaches[breach]) throw new Error(`no breach ${breach}; there are ${Object.keys(breaches).join(', ')}`)
  return new Promise((resolve) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/counter' }, () => {
      resolve({ url: `ws://127.0.0.1:${server.address().port}`, stop: () => server.close() })
    })
    server.on('connection', (socket) => serve(socket, breach))
  })
}

module.exports = { breaches, start }
if (require.main === module) start(process.argv[2]).then(({ url }) => console.log(url))
