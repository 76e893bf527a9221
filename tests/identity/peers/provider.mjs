// A real OpenID provider (oidc-provider, written by others) on loopback, with verified claims of Identity Assurance.
// It prints one line of JSON when it listens. Its login page is its own.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { createServer } from "node:http";

const [modules, clientSecret, redirect] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")).href);

const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://localhost:${server.address().port}`;
const verified = (id) => ({
  verification: { trust_framework: "eidas", assurance_level: id.startsWith("low") ? "low" : "substantial", time: "2026-01-02T03:04:05Z" },
  claims: { birthdate: id.startsWith("young") ? "2015-05-05" : "1990-03-02" },
});
const provider = new Provider(issuer, {
  clients: [{ client_id: "tellmark", client_secret: clientSecret, redirect_uris: [redirect], grant_types: ["authorization_code"],
              response_types: ["code"], id_token_signed_response_alg: "RS256" }],
  claims: { openid: ["sub", "verified_claims"] },
  features: { claimsParameter: { enabled: true }, devInteractions: { enabled: true } },
  pkce: { required: () => true },
  findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id, verified_claims: verified(id) }) }),
});
server.on("request", provider.callback());
console.log(JSON.stringify({ issuer }));
