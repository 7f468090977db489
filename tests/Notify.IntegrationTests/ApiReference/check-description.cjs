// Checks the API's description, and recorded answers against it. Arguments: base URL, file of recorded cases. Prints what is wrong, as JSON.
const fs = require('fs')
const Ajv2020 = require('ajv/dist/2020')
const addFormats = require('ajv-formats')

const [baseUrl, recorded] = process.argv.slice(2)

async function main () {
  const faults = []
  const { Validator } = await import('@seriousme/openapi-schema-validator')
  const documents = {}
  for (const name of ['openapi', 'openapi-3.0']) {
    documents[name] = await (await fetch(`${baseUrl}/v2/${name}.json`)).json()
    const result = await new Validator().validate(structuredClone(documents[name]))
    if (!result.valid) faults.push(`${name}.json is not valid: ${JSON.stringify(result.errors)}`)
  }

  const document = documents.openapi
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats(ajv)
  ajv.addFormat('int32', true)
  ajv.addFormat('double', true)
  ajv.addSchema(document, 'api')

  // Examples are answers and requests like any other.
  let examples = 0
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const at = pointer('paths', path, method)
      const contents = [['request', `${at}/requestBody`, operation.requestBody]]
      for (const [status, response] of Object.entries(operation.responses)) contents.push([status, `${at}/responses/${status}`, response])
      for (const [what, where, holder] of contents) {
        const content = holder?.content?.['application/json']
        if (!content) continue
        const all = Object.entries(content.examples ?? {}).map(([name, example]) => [name, example.value])
        if (content.example) all.push(['example', content.example])
        for (const [name, value] of all) {
          examples++
          check(`${method} ${path} ${what} ${name}`, `${where}/content/application~1json/schema`, value)
        }
      }
    }
  }

  let checked = 0
  for (const line of fs.readFileSync(recorded, 'utf8').split('\n').filter(Boolean)) {
    const { id, request, expect } = JSON.parse(line)
    const asked = operationOf(request.method ?? 'GET', request.path)
    if (expect.status < 300 && asked?.operation.requestBody && request.body && !JSON.stringify(request.body).includes('"$')) {
      check(`${id}, its body`, `${asked.at}/requestBody/content/application~1json/schema`, request.body)
    }
    const found = expect.body === null ? null : operationOf(request.method ?? 'GET', request.path)
    if (!found || expect.status >= 500) continue
    const response = found.operation.responses[expect.status]
    // An address or a method that there is not: the description says so of all of them at once.
    if (expect.body.result === 'error') continue
    if (!response) {
      faults.push(`${id}: ${expect.status} is not described`)
      continue
    }
    if (!response.content) continue
    checked++
    check(id, `${found.at}/responses/${expect.status}/content/application~1json/schema`, filled(expect.body))
  }

  console.log(JSON.stringify({ faults, examples, checked, operations: Object.values(document.paths).flatMap(item => Object.keys(item)).length }))

  function check (id, at, value) {
    const validate = ajv.getSchema(`api#${at}`)
    if (!validate(value)) faults.push(`${id}: ${ajv.errorsText(validate.errors)}`)
  }

  function operationOf (method, path) {
    const segments = path.split('?')[0].split('/')
    // Literal segments win over names, as in routing.
    const paths = Object.keys(document.paths).sort((a, b) => a.split('{').length - b.split('{').length)
    for (const candidate of paths) {
      const parts = candidate.split('/')
      if (parts.length === segments.length && parts.every((part, i) => part.startsWith('{') ? segments[i] !== '' : part === segments[i])) {
        const operation = document.paths[candidate][method.toLowerCase()]
        if (operation) return { operation, at: pointer('paths', candidate, method.toLowerCase()) }
      }
    }
  }
}

function pointer (...names) {
  return names.map(name => '/' + encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))).join('')
}

const ANY = { completed_at: null, cost_details: {}, cost_in_pounds: null, is_cost_data_ready: false, sent_at: null, status: 'created' }

// What recorded answers leave open stands for a value of its kind.
function filled (value, name) {
  if (Array.isArray(value)) return value.map(item => filled(item, name))
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, name)]))
  if (typeof value !== 'string') return value
  if (value === '<any>') return ANY[name]
  if (value === '<datetime>') return '2026-11-24T12:00:00.000000Z'
  return value.replace(/^<uuid>$|^\{\{[a-z_0-9]+\}\}$/, '0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e')
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
