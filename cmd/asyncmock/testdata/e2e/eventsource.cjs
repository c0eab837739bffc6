// usage: node eventsource.cjs COUNT URL – prints id and data of COUNT events.
const { EventSource } = require('eventsource')

const [count, url] = process.argv.slice(2)
let seen = 0
const feed = new EventSource(url)
const print = event => {
  if (seen >= count) return
  console.log(event.lastEventId + '\t' + event.type + '\t' + event.data)
  if (++seen >= count) { feed.close(); process.exitCode = 0 }
}
for (const type of ['message', 'trade', 'quote']) feed.addEventListener(type, print)
