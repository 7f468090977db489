// Calls the official Node.js client and prints what it answers. Arguments: base URL, key, e-mail template, text template.
const { NotifyClient } = require('notifications-node-client')

const [baseUrl, key, emailTemplate, smsTemplate] = process.argv.slice(2)
const client = new NotifyClient(baseUrl, key)

async function main () {
  const email = (await client.sendEmail(emailTemplate, 'amala@example.com', { personalisation: { name: 'Amala' }, reference: 'from node' })).data
  const sms = (await client.sendSms(smsTemplate, '07700 900123', { personalisation: { name: 'Amala' } })).data
  let read
  for (let i = 0; i < 800; i++) {
    read = [(await client.getNotificationById(email.id)).data, (await client.getNotificationById(sms.id)).data]
    if (read.every(notification => notification.status === 'delivered')) break
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  const refused = await client.sendSms(smsTemplate, '07700 900123', {}).then(() => null, error => error.response.data)
  console.log(JSON.stringify({ email, sms, read, refused }))
}

main().catch(error => {
  console.error(error.response ? JSON.stringify(error.response.data) : error)
  process.exit(1)
})
