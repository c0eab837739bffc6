// usage: node talk.cjs URL – opens an event stream, speaks to it by POST, and
// prints what it hears until the stream is over for good.
const { EventSource } = require('eventsource')

const url = process.argv[2]
const say = message => fetch(url, { method: 'POST', body: JSON.stringify(message) })
  .then(answer => console.log('POST', answer.status))
const feed = new EventSource(url)
feed.addEventListener('greeting', async event => {
  console.log('greeting', event.data)
  await say({ type: 'terminate' })
})
for (const type of ['termination', 'asyncmock.close', 'asyncmock.fresh']) {
  feed.addEventListener(type, event => console.log(type, event.data))
}
let opened = 0
feed.addEventListener('open', () => { if (++opened === 1) say({ type: 'hello', name: 'Ada' }) })
feed.addEventListener('error', event => {
  if (feed.readyState !== EventSource.CLOSED) return // it comes again
  console.log('over', event.code)
})
