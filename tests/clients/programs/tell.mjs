// What telling.py does, for JavaScript.
import { readFileSync } from "node:fs";

export const tokenUrl = process.env.OSIGU_TOKEN_URL;
export const baseUrl = process.env.OSIGU_BASE_URL;
export const invoicesUrl = `${baseUrl}/v1/invoices`;
export const clientId = process.env.OSIGU_CLIENT_ID;
export const clientSecret = process.env.OSIGU_CLIENT_SECRET;
export const basic = "Basic " + Buffer.from(`${clientId}:${clientSecret}`).toString("base64");

export function packageVersion(name) {
  const file = new URL(`./node_modules/${name}/package.json`, import.meta.url);
  return `${name} ${JSON.parse(readFileSync(file, "utf8")).version}`;
}

export const nodeVersion = `Node ${process.versions.node}`;

// For a client that takes 401 for an answer like any other.
export class NoException extends Error {}

async function told(invoices) {
  try {
    return `${(await invoices()).page.total_elements} invoices`;
  } catch (error) {
    const text = error.message.split("\n")[0];
    return error instanceof NoException ? `no exception; ${text}` : `${error.constructor.name}: ${text}`;
  }
}

export async function tell(client, invoices, renew) {
  const calls = [await told(invoices), await told(invoices)];
  await renew();
  calls.push(await told(invoices));
  write(client, calls);
}

export function write(client, calls) {
  process.stdout.write(JSON.stringify({ client, calls }) + "\n");
}
