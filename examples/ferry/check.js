// Starts the service and holds it before its contract, as a test in CI would.
//
//	node check.js [BREACH] [flags of asyncmock verify]
const { spawn } = require('node:child_process')
const { breaches, start } = require('./service.js')

const [breach, ...flags] = breaches[process.argv[2]] ? process.argv.slice(2) : [undefined, ...process.argv.slice(2)]
start(breach).then(({ url }) => {
  const verify = spawn(process.env.ASYNCMOCK || 'asyncmock', ['verify', 'asyncapi.yaml', '--url', url, ...flags], { stdio: 'inherit' })
  verify.on('exit', (status) => process.exit(status ?? 1))
})
