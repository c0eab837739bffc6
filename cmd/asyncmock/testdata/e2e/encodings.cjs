// Talks with asyncmock in Avro or Protobuf by other implementations of them:
// node encodings.cjs avro|protobuf binary|json URL FOLDER [broken]
const assert = require('node:assert')
const fs = require('node:fs')
const path = require('node:path')
const WebSocket = require('ws')
const [, , format, encoding, base, folder, broken] = process.argv
const binary = encoding === 'binary'
const count = 50

// A codec turns values into frames and back; random makes a value.
function avroCodec () {
  const avro = require('avsc')
  const read = file => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'))
  const of = schema => {
    const type = avro.Type.forSchema(schema)
    return {
      read: data => binary ? type.fromBuffer(data) : type.fromString(data.toString()),
      write: value => binary ? type.toBuffer(value) : type.toString(value),
      valid: value => type.isValid(value),
      random: () => type.random()
    }
  }
  const accepted = {
    type: 'record', name: 'Accepted', namespace: 'harbour',
    fields: [{ name: 'orderId', type: 'string' }, { name: 'createdAt', type: 'long' }, { name: 'remark', type: ['null', 'string'] }]
  }
  return { offer: of(read('offer.avsc')), order: of(read('order.avsc')), accepted: of(accepted) }
}

function protobufCodec () {
  const protobuf = require('protobufjs')
  const root = protobuf.parse(fs.readFileSync(path.join(folder, 'harbour.proto'), 'utf8')).root
  root.addJSON(protobuf.common.get('google/protobuf/timestamp.proto').nested)
  root.addJSON(protobuf.common.get('google/protobuf/wrappers.proto').nested)
  const dice = n => Math.floor(Math.random() * n)
  const of = name => {
    const type = root.lookupType('harbour.' + name)
    return {
      read: data => {
        if (binary) return type.decode(data)
        const object = JSON.parse(data.toString())
        for (const known of ['departs', 'limit']) delete object[known] // forms that protobufjs does not know
        return type.fromObject(object)
      },
      write: value => binary
        ? type.encode(value).finish()
        : JSON.stringify(type.toObject(value, { longs: String, enums: String, bytes: String })),
      valid: value => type.verify(value) === null,
      random: () => type.fromObject({
        orderId: 'o-' + dice(1e9), count: dice(2 ** 32) - 2 ** 31, at: String(BigInt(dice(2 ** 48)) * -17n), total: '18446744073709551615',
        weight: Math.random() * 1e6, urgent: dice(2) === 1, image: Buffer.from([1, 2, dice(256), 255]), kind: ['BERTH', 'CRANE', 'PILOT'][dice(3)],
        widths: [dice(9), -dice(9)], places: { a: { city: 'Lübeck', next: { city: 'Kiel', around: [{}, { city: 'Wismar' }] } }, b: {} },
        ...(dice(2) ? { cash: 'yes' } : { card: '42' }), ...(dice(2) ? { discount: 0.5 } : {})
      })
    }
  }
  return { offer: of('Offer'), order: of('Order'), accepted: of('Accepted') }
}

function connect (route) {
  return new Promise((resolve, reject) => {
    const queue = []
    let waiting = null
    const socket = new WebSocket(base + route)
    socket.on('message', (data, isBinary) => {
      const frame = { data, isBinary }
      if (waiting) { waiting(frame); waiting = null } else queue.push(frame)
    })
    socket.on('error', reject)
    socket.on('open', () => resolve({
      send: data => socket.send(data),
      next: () => new Promise(resolve => queue.length ? resolve(queue.shift()) : (waiting = resolve)),
      close: () => socket.close()
    }))
  })
}

// Fields of Protobuf may come in any order, so that the same bytes are there.
function comparable (bytes) {
  return format === 'avro' ? Buffer.from(bytes) : Buffer.from(bytes).sort()
}

async function main () {
  const codec = format === 'avro' ? avroCodec() : protobufCodec()
  const offers = await connect('/offers')
  for (let i = 0; i < count; i++) {
    const frame = await offers.next()
    assert.strictEqual(frame.isBinary, binary, 'the kind of frame')
    const offer = codec.offer.read(frame.data)
    assert(codec.offer.valid(offer), frame.data.toString())
    if (binary) assert.deepStrictEqual(comparable(codec.offer.write(offer)), comparable(frame.data))
  }
  offers.close()
  const orders = await connect('/orders')
  for (let i = 0; i < count; i++) {
    const order = codec.order.random()
    orders.send(codec.order.write(order))
    const accepted = codec.accepted.read((await orders.next()).data)
    assert.strictEqual(accepted.orderId, order.orderId)
  }
  orders.close()
}

async function sendBroken () {
  const orders = await connect('/orders')
  orders.send(binary ? Buffer.from([0xff, 0xff, 0xff]) : '{"orderId": 1}')
  orders.close()
}

const patience = setTimeout(() => { console.error('no answer'); process.exit(1) }, 60000)
const run = broken ? sendBroken : main
run().then(() => clearTimeout(patience), err => { console.error(err); process.exit(1) })
