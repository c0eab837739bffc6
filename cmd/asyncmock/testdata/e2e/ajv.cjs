// usage: node ajv.cjs FILE – each line of FILE is {id, schema, newest, payloads, invalid};
// prints what of payloads ajv does not accept, and what of invalid it accepts
// or refuses for other reasons than the one stated, a line each.
const fs = require('fs')
const Draft7 = require('ajv')
const Draft2020 = require('ajv/dist/2020')
const formats = require('ajv-formats')

// What ajv calls otherwise.
const words = {
  minContains: ['contains'], maxContains: ['contains'], then: ['false schema'], else: ['false schema'],
  dependencies: ['false schema'], dependentSchemas: ['false schema'],
}

for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (!line) continue
  const { id, schema, newest, payloads, invalid } = JSON.parse(line)
  const ajv = new (newest ? Draft2020 : Draft7)({ strict: false, multipleOfPrecision: 6, logger: false, allErrors: true })
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
    } else if (!validate.errors.some((e) => [keyword, ...(words[keyword] || [])].includes(e.keyword) && e.instancePath === pointer)) {
      const found = validate.errors.map((e) => `${e.keyword} ${e.instancePath}`).slice(0, 5).join(', ')
      console.log(`${id}: stated was ${keyword} at "${pointer}", found ${found}: ${text}`)
    }
  }
}
