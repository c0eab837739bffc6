// usage: node ajv.cjs FILE – each line of FILE is {id, schema, payloads};
// prints what ajv does not accept, a line each.
const fs = require('fs')
const Ajv = require('ajv')
const formats = require('ajv-formats')

for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (!line) continue
  const { id, schema, payloads } = JSON.parse(line)
  const ajv = new Ajv({ strict: false, multipleOfPrecision: 6, logger: false })
  formats(ajv)
  let validate
  try {
    validate = ajv.compile(schema)
  } catch (err) {
    console.log(`${id}: ajv cannot read the schema: ${err.message.replace(/\s+/g, ' ')}`)
    continue
  }
  for (const payload of payloads || []) {
    if (validate(payload)) continue
    const [first] = validate.errors
    console.log(`${id}: ${first.instancePath} ${first.message} (${first.schemaPath}): ${JSON.stringify(payload).slice(0, 300)}`)
    break
  }
}
