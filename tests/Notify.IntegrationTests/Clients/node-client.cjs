// Calls the official Node.js client as the lines on standard input say and answers each with one line of JSON: {"data"} or {"status", "errors"}
// as the client's own error has them, or {"thrown"}. Argument: base URL. A line: {"key", "method", "arguments", "without"}.
const readline = require('node:readline')
const axios = require('axios')
const { NotifyClient } = require('notifications-node-client')

const baseUrl = process.argv[2]

// An argument {"$upload": [text, options]} is replaced by what the client makes of a file, at any depth; {"$bytes": text} by a buffer.
function prepared (client, value) {
  if (Array.isArray(value)) return value.map(item => prepared(client, item))
  if (value === null || typeof value !== 'object') return value
  if (value.$bytes !== undefined) return Buffer.from(value.$bytes)
  if (value.$upload !== undefined) return client.prepareUpload(Buffer.from(value.$upload[0]), value.$upload[1])
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, prepared(client, member)]))
}

async function answer (call) {
  const client = new NotifyClient(baseUrl, call.key)
  if (call.without === 'token') {
    const bare = axios.create()
    bare.interceptors.request.use(request => {
      request.headers.delete('Authorization')
      return request
    })
    client.setClient(bare)
  }
  try {
    const response = await client[call.method](...prepared(client, call.arguments))
    return { data: response.data }
  } catch (error) {
    const { response } = error
    return response ? { status: response.status, statusCode: response.data.status_code, errors: response.data.errors } : { thrown: String(error) }
  }
}

async function main () {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(JSON.parse(line))))
  }
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
