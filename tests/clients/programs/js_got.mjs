import got from "got";
import { clientId, clientSecret, invoicesUrl, packageVersion, tell, tokenUrl } from "./tell.mjs";

let token;
// configure
async function renew() {
  const form = { grant_type: "client_credentials" };
  token = (await got.post(tokenUrl, { username: clientId, password: clientSecret, form }).json()).access_token;
}
// end
const invoices = () => got(invoicesUrl, { headers: { Authorization: `Bearer ${token}` } }).json();

await renew();
await tell(packageVersion("got"), invoices, renew);
