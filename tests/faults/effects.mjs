// Asks for each "name timeoutMillis url" of the arguments after the token, all at once, and says what came:
// by `fetch`, or by `node:http`, as the first argument says.
import http from "node:http";

const [way, token, ...rest] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };

function tell(status, text) {
  return status === 200 ? (JSON.parse(text), "200, JSON") : `${status}, no exception`;
}

async function byFetch(url, milliseconds) {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(milliseconds) });
  return tell(answer.status, await answer.text());
}

function byHttp(url, milliseconds) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers, timeout: milliseconds }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        try {
          resolve(tell(answer.statusCode, Buffer.concat(parts).toString()));
        } catch (error) {
          reject(error);
        }
      });
    });
    // Node's own timeout only tells; what becomes of the request is the program's to say.
    request.on("timeout", () => request.destroy(new Error("the program's own, on 'timeout'")));
    request.on("error", reject);
  });
}

function tellFailure(error) {
  const told = `${error.name}: ${error.message}`;
  const { cause } = error;
  if (cause) return `${told} (cause: ${cause.name}: ${cause.message})`;
  return error.code && typeof error.code === "string" ? `${told} (code ${error.code})` : told;
}

const ask = { fetch: byFetch, http: byHttp }[way];
const told = [];
for (let at = 0; at < rest.length; at += 3) {
  const [name, milliseconds, url] = rest.slice(at, at + 3);
  told.push(ask(url, Number(milliseconds)).catch(tellFailure).then((text) => `${name}\t${text}`));
}
console.log((await Promise.all(told)).join("\n"));
process.exit(0);
