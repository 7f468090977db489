// Holds our signatures against Twilio's own package: checks those it is given, and signs the same requests itself.
const { readFileSync } = require('fs')
const { validateRequest, validateRequestWithBody, getExpectedTwilioSignature } = require('twilio/lib/webhooks/webhooks')

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'))
process.stdout.write(JSON.stringify(cases.map(({ token, url, fields, body, signature }) => ({
  accepted: body === null ? validateRequest(token, signature, url, fields) : validateRequestWithBody(token, signature, url, body),
  refused: !validateRequest(token + 'x', signature, url, fields),
  signature: getExpectedTwilioSignature(token, url, fields)
}))))
