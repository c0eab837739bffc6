// Asks which ferry leaves next from a berth.
const WebSocket = globalThis.WebSocket ?? require('ws') // Node has its own since version 22

const patience = setTimeout(() => {
  console.error('nobody answers')
  process.exit(1)
}, 2000)
const socket = new WebSocket(process.env.ASYNCMOCK_URL + '/ferries')
socket.onopen = () => socket.send(JSON.stringify({ask: 'departure', berth: 3}))
socket.onmessage = ({data}) => {
  const {to, leaves} = JSON.parse(data)
  console.log(`to ${to} at ${leaves}`)
  clearTimeout(patience)
  socket.close()
}
