"use strict";
// Checks the receipt in this very file, offline. It shows signed facts only, and says what it could not check.
(async () => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const encoder = new TextEncoder();
  const found = {};
  const note = (check, state, why) => { found[check] = [state, why || ""]; };
  const need = (fact, why) => { if (!fact) throw new Error(why); };

  const unbase64 = (text) => {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    let again = "";
    for (const byte of bytes) again += String.fromCharCode(byte);
    need(btoa(again) === text, "spelling");  // one spelling only
    return bytes;
  };
  const unurl = (text) => {
    need(/^[A-Za-z0-9_-]*$/.test(text), "spelling");
    const plain = text.replace(/-/g, "+").replace(/_/g, "/");
    return unbase64(plain + "=".repeat((4 - (plain.length % 4)) % 4));
  };
  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  };
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const digest = async (text) => hex(await sha256(encoder.encode(text)));

  // --- the certificate: just enough DER to find its key, its organisation and its dates (RFC 5280 §4.1) ---
  const der = (bytes, at) => {
    let length = bytes[at + 1], begin = at + 2;
    if (length & 0x80) {
      const count = length & 0x7f;
      need(count > 0 && count < 4, "certificate");
      length = 0;
      for (let one = 0; one < count; one += 1) length = length * 256 + bytes[begin + one];
      begin += count;
    }
    need(begin + length <= bytes.length, "certificate");
    return { tag: bytes[at], at, begin, end: begin + length };
  };
  const parts = (bytes, outer) => {
    const several = [];
    for (let at = outer.begin; at < outer.end; at = several[several.length - 1].end) several.push(der(bytes, at));
    return several;
  };
  const certificate = (bytes) => {
    const fields = parts(bytes, der(bytes, der(bytes, 0).begin));
    if (fields[0].tag === 0xa0) fields.shift();
    const [, , , dates, subject, key] = fields;
    let organisation = "";
    for (const set of parts(bytes, subject)) {
      const [type, value] = parts(bytes, parts(bytes, set)[0]);
      if (hex(bytes.slice(type.begin, type.end)) === "55040a") {
        organisation = decoder.decode(bytes.slice(value.begin, value.end));
      }
    }
    const days = parts(bytes, dates).map((one) => decoder.decode(bytes.slice(one.begin, one.end)));
    return { organisation, days, key: bytes.slice(key.at, key.end) };
  };

  // --- the signed document (RFC 7515, ES256) ---
  const opened = async (jws) => {
    const pieces = jws.split(".");
    need(pieces.length === 3, "jws");
    const header = JSON.parse(decoder.decode(unurl(pieces[0])));
    need(Object.keys(header).sort().join() === "alg,typ,x5c", "header");
    need(header.alg === "ES256" && header.typ === "tellmark-receipt+jws", "header");
    need(Array.isArray(header.x5c) && header.x5c.length > 0 && header.x5c.length < 6, "header");
    const chain = header.x5c.map(unbase64);
    const signer = certificate(chain[0]);
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("spki", signer.key, curve, false, ["verify"]);
    const how = { name: "ECDSA", hash: "SHA-256" };
    const signature = unurl(pieces[2]);
    need(signature.length === 64, "signature");
    const holds = await crypto.subtle.verify(how, key, signature, encoder.encode(`${pieces[0]}.${pieces[1]}`));
    need(holds, "signature");
    signer.fingerprint = hex(await sha256(chain[0]));
    const receipt = JSON.parse(decoder.decode(unurl(pieces[1])));
    need(receipt.schema === "tellmark.consent_receipt/1", "schema");
    return { receipt, signer };
  };

  // --- the place in the log (C2SP tlog-proof; RFC 9162 §2.1.3.2) ---
  const proofOf = (bytes) => {
    const text = decoder.decode(bytes);
    const cut = text.indexOf("\n\n");
    const lines = text.slice(0, cut).split("\n");
    need(cut > 0 && lines.shift() === "c2sp.org/tlog-proof@v1", "proof");
    need(lines[0].startsWith("extra "), "proof");
    const entry = unbase64(lines.shift().slice(6));
    const index = Number(/^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift())[1]);
    const path = lines.map(unbase64);
    need(path.length < 64 && path.every((step) => step.length === 32), "proof");
    const signed = text.slice(cut + 2);
    const end = signed.lastIndexOf("\n\n");
    const told = signed.slice(0, end + 1);
    const signatures = signed.slice(end + 2).replace(/\n$/, "").split("\n");
    const [origin, size, root] = told.split("\n");
    need(/^[1-9][0-9]{0,15}$/.test(size), "checkpoint");
    return { entry, index, path, told, signatures, origin, size: Number(size), root: unbase64(root) };
  };
  const included = async (proof) => {
    if (proof.index >= proof.size) return false;
    let first = proof.index, last = proof.size - 1;
    let hash = await sha256(joined([0], proof.entry));
    const half = () => { first = Math.floor(first / 2); last = Math.floor(last / 2); };
    for (const step of proof.path) {
      if (last === 0) return false;
      if (first % 2 === 1 || first === last) {
        hash = await sha256(joined([1], step, hash));
        while (first % 2 === 0 && first !== 0) half();
      } else {
        hash = await sha256(joined([1], hash, step));
      }
      half();
    }
    return last === 0 && same(hash, proof.root);
  };
  const checkpointed = async (proof, vkey) => {
    const [, name, id, material] = /^([^+ ]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
    const key = unbase64(material);
    need(key[0] === 1 && key.length === 33, "kind");
    const own = (await sha256(joined(encoder.encode(`${name}\n`), key))).slice(0, 4);
    need(hex(own) === id && proof.origin === name, "key");
    const line = proof.signatures.find((one) => {
      const [dash, by, signature] = one.split(" ");
      return dash === "\u2014" && by === name && hex(unbase64(signature).slice(0, 4)) === id;
    });
    need(line, "signer");
    const signature = unbase64(line.split(" ")[2]).slice(4);
    let known;
    try {
      known = await crypto.subtle.importKey("raw", key.slice(1), { name: "Ed25519" }, false, ["verify"]);
    } catch (fault) {
      return null;  // this browser does not have it
    }
    return crypto.subtle.verify({ name: "Ed25519" }, known, signature, encoder.encode(proof.told));
  };

  // --- what the receipt says, beside what the entry says (receipt_checks.py says the same) ---
  const SETS = ["modalities", "operations", "purposes", "territories", "channels", "languages"];
  const SWITCHES = ["derivatives", "sublicence", "cross_border"];
  const SCOPE = [...SETS, ...SWITCHES, "excluded", "models", "start", "end", "content", "max_outputs", "max_seconds",
    "training", "retention_days", "pay_amount", "pay_currency", "pay_per", "aftermath"];
  const RANKS = { training: ["none", "own_model", "any_model"], aftermath: ["take_down", "no_new_copies", "let_stand"] };
  const alike = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  const among = (some, all) => some.every((one) => all.includes(one));
  const within = (less, more) => {
    const below = (name) => more[name] === null || (less[name] !== null && less[name] <= more[name]);
    const rank = (scope, name) => { const at = RANKS[name].indexOf(scope[name]); need(at >= 0, "leaf"); return at; };
    return SETS.every((name) => among(less[name], more[name])) && among(more.excluded, less.excluded)
      && (more.models.length === 0 || (less.models.length > 0 && among(less.models, more.models)))
      && (more.content === null || less.content === more.content) && below("max_outputs") && below("max_seconds")
      && SWITCHES.every((name) => more[name] === true || less[name] === false)
      && Object.keys(RANKS).every((name) => rank(less, name) <= rank(more, name))
      && less.retention_days <= more.retention_days
      && Date.parse(less.start) >= Date.parse(more.start) && Date.parse(less.end) <= Date.parse(more.end)
      && (!more.pay_amount || (less.pay_amount >= more.pay_amount
        && less.pay_currency === more.pay_currency && less.pay_per === more.pay_per));
  };
  const whose = async (receipt, told) => {
    const { subject, assurance: { record, valid_until } } = receipt;
    if (!("person" in told)) return { subject, record, assured_until: valid_until };
    const commits = ["tellmark.person/1", receipt.consent, subject, record, valid_until].join("\n");
    return { person: await digest(commits) };
  };
  const agreed = async (receipt, told) => {
    const { binding, assurance, scope } = receipt;
    const stated = {
      consent: receipt.consent, request: receipt.request,
      document: receipt.decision_sha256, notice: receipt.notice_sha256, language: receipt.notice_language,
      ticks: receipt.ticks, counts_from: receipt.counts_from, role: binding.role, method: binding.method,
      evidence: binding.evidence, level: assurance.level, ...await whose(receipt, told),
    };
    need(Object.keys(stated).every((name) => name in told && alike(stated[name], told[name])), "leaf");
    need(!("counts_in" in receipt)
      || alike(receipt.counts_in, scope.territories.filter((one) => told.accepted.includes(one))), "leaf");
    need((receipt.party === null) === ((told.party ?? null) === null), "leaf");
    const whole = Object.fromEntries(SCOPE.map((name) => [name, told[name] ?? null]));
    need(alike(Object.keys(scope).sort(), [...SCOPE].sort()), "leaf");
    const counter = receipt.decision === null ? null : JSON.parse(receipt.decision).counter;
    need(counter === null || within(whole, counter), "leaf");
    need(Number.isInteger(receipt.version) && receipt.version > 0, "leaf");
    if (receipt.version === 1) {
      need(SCOPE.every((name) => alike(scope[name], whole[name])) && receipt.until === told.until, "leaf");
    } else need(within(scope, whole) && Date.parse(receipt.until) <= Date.parse(told.until), "leaf");
  };

  const logged = async (receipt, data) => {
    if (data === "" && receipt.proof_sha256 === null) {
      ["proof", "inclusion", "leaf", "checkpoint"].forEach((check) => note(check, "unchecked", "none"));
      return;
    }
    let proof;
    try {
      const bytes = unbase64(data);
      need(hex(await sha256(bytes)) === receipt.proof_sha256, "proof");
      proof = proofOf(bytes);
      note("proof", "holds");
    } catch (fault) {
      note("proof", "broken");
      return;
    }
    note("inclusion", (await included(proof)) ? "holds" : "broken");
    try {
      const entry = JSON.parse(decoder.decode(proof.entry));
      const told = entry.facts;
      need(entry.type === "consent.granted" && entry.id === receipt.event, "leaf");
      need(entry.at === receipt.granted_at, "leaf");
      await agreed(receipt, told);
      note("leaf", "holds");
    } catch (fault) {
      note("leaf", "broken");
    }
    try {
      const holds = await checkpointed(proof, receipt.log || "");
      note("checkpoint", holds === null ? "unchecked" : holds ? "holds" : "broken", holds === null ? "browser" : "");
    } catch (fault) {
      note("checkpoint", "broken");
    }
  };

  const texts = async (receipt) => {
    if (receipt.notice === null) note("notice", "unchecked", "erased");
    else {
      const shown = JSON.parse(receipt.notice);
      const who = shown.sections.filter((one) => one.key === "who").flatMap((one) => one.lines);
      const name = receipt.party === null ? null : receipt.party.name;
      const fits = shown.request === receipt.request && shown.language === receipt.notice_language
        && (name === null || (name !== "" && who.some((line) => line.includes(name))));
      note("notice", fits && (await digest(receipt.notice)) === receipt.notice_sha256 ? "holds" : "broken");
    }
    if (receipt.decision === null) { note("decision", "unchecked", "absent"); return; }
    const told = JSON.parse(receipt.decision);
    const fits = told.request === receipt.request && told.notice === receipt.notice_sha256
      && told.language === receipt.notice_language && JSON.stringify(told.ticks) === JSON.stringify(receipt.ticks)
      && ["grant", "counter"].includes(told.decision) && (told.decision === "grant") === (told.counter === null);
    note("decision", fits && (await digest(receipt.decision)) === receipt.decision_sha256 ? "holds" : "broken");
  };

  // --- what is shown ---
  const made = (name, text, className) => {
    const element = document.createElement(name);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const instant = (text, chinese) => {  // as surface/moments.py words it: of what was signed, by no table of the page
    const told = String(text), signed = new Date(told);
    const at = new Date(signed.getTime() + (chinese ? 8 * 3600 * 1000 : 0));
    const sure = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(told) && !Number.isNaN(signed.getTime())
      && signed.toISOString() === told.replace("Z", ".000Z");  // some read the 30th of February as a day of March
    if (!sure || told < "0001" || at.getUTCFullYear() > 9999) return told;
    const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
    const time = [at.getUTCHours(), at.getUTCMinutes()].map((one) => String(one).padStart(2, "0")).join(":");
    if (chinese) return `${year} 年 ${month + 1} 月 ${day} 日 ${time}（北京时间）`;
    return `${day} ${MONTHS[month]} ${year}, ${time} UTC`;
  };
  const said = (receipt, told, chinese) => {  // receipt_words.py makes the same rows
    const { label, word } = told;
    const when = (value) => instant(value, chinese);
    const named = (member, code) => (
      Object.hasOwn(told[member] || {}, String(code)) ? told[member][String(code)] : String(code));
    const text = (member, value) => {
      if (Array.isArray(value)) return value.map((code) => named(member, code)).join(word.list) || word.none;
      if (value === null) return member.startsWith("max_") ? word.null : word.none;
      if (member === "start" || member === "end") return when(value);
      return typeof value === "boolean" ? word[String(value)] : named(member, value);
    };
    const { provider, ended, party } = receipt;
    const sections = receipt.notice === null ? [] : JSON.parse(receipt.notice).sections;
    const promised = sections.filter((one) => one.key === "marked").flatMap((one) => one.lines).slice(0, 2)
      .join(receipt.notice_language === "zh-Hans" ? "" : " ");
    const how = [named("role", receipt.binding.role), named("method", receipt.binding.method)];
    return [
      [label.agreed, [when(receipt.granted_at), ...how].join(word.comma)],
      [label.counts, `${when(receipt.counts_from)} \u2013 ${when(receipt.until)}`],
      ...("counts_in" in receipt ? [[label.counts_in, text("territories", receipt.counts_in)]] : []),
      ...(ended === null ? [] : [[label.ended, [when(ended.at), named("ended", ended.how)].join(word.colon)]]),
      ...(receipt.version > 1 ? [[label.narrowed, word.narrowed]] : []),
      ...(party === null ? [] : [[label.party, party.name]]),
      ...Object.keys(label).filter((name) => SCOPE.includes(name))
        .map((name) => [label[name], text(name, receipt.scope[name])]),
      ...(promised === "" ? [] : [[label.marked, promised]]),
      [label.provider, provider.code === null ? provider.name : `${provider.name} (${provider.code})`],
      [label.consent, receipt.consent], [label.decision, receipt.decision_sha256],
      [label.notice, receipt.notice_sha256],
    ];
  };
  const rows = (section, receipt, told) => {
    const list = section.querySelector("[data-rows]");
    list.replaceChildren(...said(receipt, told, section.lang === "zh-Hans").map(([label, text]) => {
      const row = document.createElement("div");
      row.append(made("dt", label), made("dd", text));
      if (label === told.label.marked) row.lastChild.lang = receipt.notice_language;
      return row;
    }));
  };
  const notice = (section, receipt) => {
    const place = section.querySelector("[data-notice]");
    if (!place) return;  // one of the sheets has it
    if (receipt.notice === null) { place.replaceChildren(); return; }
    const told = JSON.parse(receipt.notice);
    const shown = [made("p", told.title, "notice-title")];
    for (const one of told.sections || []) {
      shown.push(made("h3", one.heading), ...one.lines.map((line) => made("p", line)));
    }
    place.lang = receipt.notice_language;
    place.replaceChildren(...shown);
  };
  const show = (receipt, signer) => {
    const states = Object.values(found).map(([state]) => state);
    const outcome = states.includes("broken") ? "broken" : "holds";
    document.documentElement.dataset.outcome = outcome;
    for (const section of document.querySelectorAll("section[data-sheet]")) {
      const words = JSON.parse(section.querySelector("[data-words]").textContent);
      const verdict = section.querySelector("[data-verdict]");
      const shapes = section.querySelector("[data-shapes]").content.children;
      verdict.className = outcome === "broken" ? "verdict is-bad" : "verdict is-said";
      verdict.querySelector(".shape").replaceWith(shapes[outcome === "broken" ? 1 : 0].cloneNode(true));
      verdict.querySelector("[data-said]").textContent = words.outcome[outcome];
      section.querySelector("[data-checks]").replaceChildren(...Object.entries(found).map(([check, [state, why]]) => {
        const item = made("li", `${words.states[state]}: ${words.checks[check]}`, `check-${state}`);
        if (words.why[why]) item.append(made("span", ` ${words.why[why]}`, "small"));
        item.dataset.check = check;
        item.dataset.state = state;
        return item;
      }));
      if (signer) {
        const said = words.signer.replace("{name}", () => signer.organisation || "\u2014")
          .replace("{digest}", signer.fingerprint);
        section.querySelector("[data-cannot]").prepend(made("li", said));
      }
      if (receipt && outcome === "holds") { rows(section, receipt, words.told); notice(section, receipt); }
      else for (const place of section.querySelectorAll("[data-rows], [data-notice]")) place.replaceChildren();
    }
  };

  let receipt = null, signer = null;
  try {
    if (document.readyState === "loading") {
      await new Promise((ready) => document.addEventListener("DOMContentLoaded", ready));  // the file is whole
    }
    const jws = document.querySelectorAll('script[type="application/jose"]');
    const data = document.querySelectorAll('script[type="application/octet-stream"]');
    need(jws.length === 1 && data.length === 1, "file");
    ({ receipt, signer } = await opened(jws[0].textContent));
    note("signature", "holds");
    await texts(receipt);
    await logged(receipt, data[0].textContent);
  } catch (fault) {
    note("signature" in found ? "file" : "signature", "broken");
  }
  show(receipt, signer);
})();
