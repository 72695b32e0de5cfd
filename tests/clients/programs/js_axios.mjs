import axios from "axios";
import { clientId, clientSecret, invoicesUrl, packageVersion, tell, tokenUrl } from "./tell.mjs";

const api = axios.create();
// configure
async function renew() {
  const query = { params: { grant_type: "client_credentials" }, auth: { username: clientId, password: clientSecret } };
  const { data } = await axios.post(tokenUrl, null, query);
  api.defaults.headers.common.Authorization = `Bearer ${data.access_token}`;
}
// end

await renew();
await tell(packageVersion("axios"), async () => (await api.get(invoicesUrl)).data, renew);
