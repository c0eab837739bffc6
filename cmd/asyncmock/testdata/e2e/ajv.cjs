// usage: node ajv.cjs FILE – each line of FILE is {id, schema, draft, remotes, payloads, invalid};
// prints what of payloads ajv does not accept, and what of invalid it accepts
// or refuses for other reasons than the one stated, a line each.
const fs = require('fs')
const formats = require('ajv-formats')

const versions = { 'draft-04': 'ajv-draft-04', '2019-09': 'ajv/dist/2019', '2020-12': 'ajv/dist/2020' }

// compile reads patterns with the flag u, as the newer drafts want it, and
// without it where a pattern has escapes that are allowed only then. Names
// such as constructor are properties only where the payload has them.
function compile(schema, draft, remotes) {
  const Ajv = require(versions[draft] || 'ajv')
  const build = (unicodeRegExp) => {
    const ajv = new Ajv({ strict: false, multipleOfPrecision: 6, logger: false, allErrors: true, ownProperties: true, unicodeRegExp })
    formats(ajv)
    for (const [uri, remote] of Object.entries(remotes || {})) ajv.addSchema(remote, uri)
    return ajv.compile(schema)
  }
  try {
    return build(true)
  } catch (err) {
    if (!/Invalid regular expression/.test(err.message)) throw err
    return build(false)
  }
}

// What ajv calls otherwise.
const words = {
  minContains: ['contains'], maxContains: ['contains'], then: ['false schema'], else: ['false schema'],
  dependencies: ['false schema'], dependentSchemas: ['false schema'],
}

for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (!line) continue
  const { id, schema, draft, remotes, payloads, invalid } = JSON.parse(line)
  let validate
  try {
    validate = compile(schema, draft, remotes)
  } catch (err) {
    console.log(`${id}: ajv cannot read the schema: ${err.message.replace(/\s+/g, ' ')}`)
    continue
  }
  const accepts = (payload) => {
    try {
      return validate(payload)
    } catch (err) { // a schema that leads back to itself
      validate.errors = [{ instancePath: '', message: `ajv cannot judge: ${err.message}`, schemaPath: '' }]
      return false
    }
  }
  for (const payload of payloads || []) {
    if (accepts(payload)) continue
    const [first] = validate.errors
    console.log(`${id}: ${first.instancePath} ${first.message} (${first.schemaPath}): ${JSON.stringify(payload).slice(0, 300)}`)
    break
  }
  for (const { payload, keyword, pointer, finding } of invalid || []) {
    const text = JSON.stringify(payload).slice(0, 300)
    if (validate(payload)) {
      console.log(`${id}: accepted in spite of ${keyword} at "${pointer}" (${finding}): ${text}`)
    } else if (!validate.errors.some((e) => [keyword, ...(words[keyword] || [])].includes(e.keyword) && e.instancePath === pointer)) {
      const found = validate.errors.map((e) => `${e.keyword} ${e.instancePath}`).slice(0, 5).join(', ')
      console.log(`${id}: stated was ${keyword} at "${pointer}", found ${found}: ${text}`)
    }
  }
}
