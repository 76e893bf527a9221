// An issuer and a wallet written by others (@sd-jwt/sd-jwt-vc): issues a credential and presents it, bound to a request.
// With a `key` that issuer signs with it; without one, and without a `nonce`, it only makes one.
import { createRequire } from "node:module";

const [modules, wanted] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { SDJwtVcInstance } = require("@sd-jwt/sd-jwt-vc");
const { ES256, digest, generateSalt } = require("@sd-jwt/crypto-nodejs");
const { nonce, audience, iss, vct, now, hashes, key, number } = JSON.parse(wanted);

const issuer = key ?? (await ES256.generateKeyPair());
if (!nonce) {
  console.log(JSON.stringify(issuer));
  process.exit(0);
}
const holder = await ES256.generateKeyPair();
const { kty, crv, x, y } = holder.publicKey;
const instance = new SDJwtVcInstance({
  signer: await ES256.getSigner(issuer.privateKey), verifier: await ES256.getVerifier(issuer.publicKey), signAlg: "ES256",
  hasher: digest, hashAlg: "sha-256", saltGenerator: generateSalt,
  kbSigner: await ES256.getSigner(holder.privateKey), kbVerifier: await ES256.getVerifier(holder.publicKey), kbSignAlg: "ES256",
});
const issued = await instance.issue(
  { iss, vct, iat: now - 60, exp: now + 86400, cnf: { jwk: { kty, crv, x, y } }, age_equal_or_over: { 18: true, 21: true },
    personal_administrative_number: number, family_name: "de Vries" },
  { _sd: ["age_equal_or_over", "personal_administrative_number", "family_name"] },
  { header: { kid: "i1" } },
);
const presented = await instance.present(
  issued, { age_equal_or_over: true, personal_administrative_number: true },
  { kb: { payload: { iat: now, aud: audience, nonce, ...(hashes ? { transaction_data_hashes: hashes } : {}) } } },
);
console.log(JSON.stringify({ presented, key: { ...issuer.publicKey, kid: "i1" } }));
