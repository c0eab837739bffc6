// Reads a JUnit report with junit2json and prints what it understood: each
// suite with the name, the message and the text of its cases.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

// import() does not look into NODE_PATH.
const folder = path.join(process.env.NODE_PATH, 'junit2json')
const about = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
const { parse } = await import(pathToFileURL(path.join(folder, about.exports['.'].default)))

const read = await parse(readFileSync(process.argv[2], 'utf8'))
const suites = read.testsuite.map(suite => ({
  name: suite.name,
  tests: suite.tests,
  failures: suite.failures,
  cases: suite.testcase.map(c => ({
    name: c.name,
    failed: c.failure !== undefined,
    message: c.failure?.[0].message ?? '',
    text: c.failure?.[0].inner ?? c['system-out']?.[0] ?? '',
  })),
}))
console.log(JSON.stringify({ tests: read.tests, failures: read.failures, suites }))
