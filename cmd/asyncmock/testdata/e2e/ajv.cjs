// usage: node ajv.cjs FILE – each line of FILE is {id, schema, payloads, invalid};
// prints what of payloads ajv does not accept, and what of invalid it accepts
// or refuses for other reasons than the one stated, a line each.
const fs = require('fs')
const Ajv = require('ajv')
const formats = require('ajv-formats')

for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (!line) continue
  const { id, schema, payloads, invalid } = JSON.parse(line)
  const ajv = new Ajv({ strict: false, multipleOfPrecision: 6, logger: false, allErrors: true })
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
  for (const { payload, keyword, pointer, finding } of invalid || []) {
    const text = JSON.stringify(payload).slice(0, 300)
    if (validate(payload)) {
      console.log(`${id}: accepted in spite of ${keyword} at "${pointer}" (${finding}): ${text}`)
    } else if (!validate.errors.some((e) => e.keyword === keyword && e.instancePath === pointer)) {
      const found = validate.errors.map((e) => `${e.keyword} ${e.instancePath}`).slice(0, 5).join(', ')
      console.log(`${id}: stated was ${keyword} at "${pointer}", found ${found}: ${text}`)
    }
  }
}
