import * as oauth from "openid-client";
import { baseUrl, clientId, clientSecret, invoicesUrl, packageVersion, tell, tokenUrl } from "./tell.mjs";

let token;
// configure
const server = { issuer: baseUrl, token_endpoint: tokenUrl };
const config = new oauth.Configuration(server, clientId, undefined, oauth.ClientSecretBasic(clientSecret));
if (tokenUrl.startsWith("http:")) oauth.allowInsecureRequests(config);
// end
async function renew() {
  token = (await oauth.clientCredentialsGrant(config)).access_token;
}

async function invoices() {
  return (await oauth.fetchProtectedResource(config, token, new URL(invoicesUrl), "GET")).json();
}

await renew();
await tell(packageVersion("openid-client"), invoices, renew);
