// What json-server lacks, as its middleware: a token endpoint that checks the secret, and the check of a token.
const { randomUUID } = require('node:crypto')

const tokens = new Set(['20c53bc6-641e-4965-9473-bde902befac4'])
const credentials = 'Basic ' + Buffer.from('cossen-osigu-service:base64secretkey').toString('base64')

module.exports = (request, response, next) => {
  const given = request.headers.authorization || ''
  if (request.path.endsWith('/oauth/token')) {
    if (given !== credentials) return response.status(401).json({ error: 'unauthorized' })
    const token = randomUUID()
    tokens.add(token)
    return response.json({ access_token: token, token_type: 'bearer', expires_in: 86399, scope: 'read write' })
  }
  if (!tokens.has(given.slice('Bearer '.length))) return response.status(401).json({ error: 'invalid_token' })
  next()
}
