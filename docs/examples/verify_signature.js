// Is a webhook from who knows the secret? Both forms of X-Osigu-Signature.
//   node docs/examples/verify_signature.js SECRET SIGNATURE [UNIX_SECONDS_NOW] < body
const { createHmac, timingSafeEqual } = require('node:crypto');
const { readFileSync } = require('node:fs');

const TOLERANCE_SECONDS = 300;

// `body` is a Buffer with the bytes as they came: express.raw(), not express.json().
function isGenuine(secret, signature, body, now) {
  if (!signature.startsWith('t=')) {
    return matches(secret, body, signature);
  }
  const [timestamp, ...values] = signature.split(',');
  const seconds = timestamp.slice(2);
  if (!/^\d+$/.test(seconds) || Math.abs(now - Number(seconds)) > TOLERANCE_SECONDS) {
    return false; // an old one may have been recorded by someone, and sent again
  }
  const signed = Buffer.concat([Buffer.from(`${seconds}.`), body]);
  // While a secret is being changed there is one value for the old and one for the new.
  return values.some((value) => value.startsWith('v1=') && matches(secret, signed, value.slice(3)));
}

function matches(secret, signed, given) {
  const expected = Buffer.from(createHmac('sha256', secret).update(signed).digest('hex'));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

module.exports = { isGenuine };

if (require.main === module) {
  const [secret, signature, now] = process.argv.slice(2);
  const genuine = isGenuine(secret, signature, readFileSync(0), now ? Number(now) : Date.now() / 1000);
  console.log(genuine ? 'genuine' : 'forged');
}
