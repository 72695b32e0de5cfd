import { ClientCredentials } from "simple-oauth2";
import { NoException, baseUrl, clientId, clientSecret, invoicesUrl, packageVersion, tell } from "./tell.mjs";

let token;
// configure
const oauth = new ClientCredentials({
  client: { id: clientId, secret: clientSecret },
  auth: { tokenHost: baseUrl, tokenPath: "/v1/oauth/token" },
});
// end
async function renew() {
  token = (await oauth.getToken({})).token.access_token;
}

async function invoices() {
  const answer = await fetch(invoicesUrl, { headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new NoException(`status ${answer.status} of fetch`);
  return answer.json();
}

await renew();
await tell(packageVersion("simple-oauth2"), invoices, renew);
