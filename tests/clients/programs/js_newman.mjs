// A Postman collection: one request for the token, and one for the invoices that is there three times.
import newman from "newman";
import { clientId, clientSecret, invoicesUrl, packageVersion, tokenUrl, write } from "./tell.mjs";

const script = (listen, ...exec) => ({ listen, script: { type: "text/javascript", exec } });
// configure
const token = {
  name: "token",
  request: {
    method: "POST",
    url: `${tokenUrl}?grant_type=client_credentials`,
    auth: { type: "basic", basic: [{ key: "username", value: clientId }, { key: "password", value: clientSecret }] },
  },
  event: [script("test", "pm.collectionVariables.set('token', pm.response.json().access_token)")],
};
const bearer = { type: "bearer", bearer: [{ key: "token", value: "{{token}}" }] };
// end
const invoices = {
  name: "invoices",
  request: { method: "GET", url: invoicesUrl, auth: bearer },
  event: [script("test", "pm.test('it is there', () => pm.response.to.have.status(200))")],
};
const collection = {
  info: { name: "Osigu", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
  item: [token, invoices, invoices, token, invoices],
};

function told({ response, assertions }) {
  const failed = assertions.find((each) => each.error);
  return failed ? `AssertionError: ${failed.error.message}` : `${response.json().page.total_elements} invoices`;
}

newman.run({ collection, timeoutRequest: 20000 }, (error, summary) => {
  if (error) throw error;
  const listed = summary.run.executions.filter((each) => each.item.name === "invoices");
  write(packageVersion("newman"), listed.map(told));
});
