/** What the client does with each answer; nothing here is connected. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import { Muster, MusterError, verifyWebhook, WebhookError } from "muster-client";

const RETRY = { firstMilliseconds: 1 };
const JSON_TYPE = { "content-type": "application/json" };
const UNAVAILABLE = { type: "/docs/errors/unavailable", title: "Unavailable", status: 503 };

/** A client whose requests are answered in turn; an Error is a broken network. */
function answered(answers, options = {}) {
  const asked = [];
  const fetch = async (url, init) => {
    init.signal.throwIfAborted();
    asked.push({ url, ...init });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, muster: new Muster({ url: "http://muster/", key: "k-1", retry: RETRY, fetch, ...options }) };
}

const json = (body, status = 200, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { ...JSON_TYPE, ...headers } });
const away = (headers = {}) => json(UNAVAILABLE, 503, { "retry-after": "0", ...headers });

test("a call fills the path, the query and the credential, and gives data and version", async () => {
  const { asked, muster } = answered([json({ id: "a/b" }, 200, { etag: '"3"' })]);
  const answer = await muster.get("/v1/people/{person_id}", { params: { person_id: "a/b" } });
  assert.equal(asked[0].url, "http://muster/v1/people/a%2Fb");
  assert.equal(asked[0].headers["X-API-Key"], "k-1");
  assert.deepEqual([answer.data, answer.etag, answer.status], [{ id: "a/b" }, '"3"', 200]);
});

test("a credential function is asked before every try", async () => {
  let given = 0;
  const { asked, muster } = answered([away(), json({})], { key: undefined, credential: () => `t-${(given += 1)}` });
  await muster.get("/v1/me");
  assert.deepEqual(asked.map((each) => each.headers.Authorization), ["Bearer t-1", "Bearer t-2"]);
});

test("two credentials are refused", () => {
  assert.throws(() => new Muster({ url: "http://muster", key: "a", token: "b" }), TypeError);
});

test("a refusal is an error with its code and its pointers", async () => {
  const errors = [{ pointer: "/name", detail: "Field required", code: "missing" }];
  const { muster } = answered([json({ type: "/docs/errors/invalid", title: "Invalid", status: 422, errors }, 422)]);
  await assert.rejects(muster.post("/v1/people", { body: {} }), (error) => {
    assert.ok(error instanceof MusterError);
    assert.deepEqual([error.status, error.code, error.errors[0].pointer], [422, "invalid", "/name"]);
    return true;
  });
});

test("an answer of something between is an error too", async () => {
  const { muster } = answered([new Response("<html>", { status: 502 })]);
  await assert.rejects(muster.get("/v1/me"), { status: 502, code: "http_502" });
});

test("a command keeps its key through every try", async () => {
  const { asked, muster } = answered([new TypeError("fetch failed"), away(), json({}, 201)]);
  assert.equal((await muster.post("/v1/people", { body: { id: "ada", name: "Ada" } })).status, 201);
  const keys = asked.map((each) => each.headers["Idempotency-Key"]);
  assert.match(keys[0], /^[0-9a-f]{32}$/);
  assert.deepEqual(keys, [keys[0], keys[0], keys[0]]);
});

test("an answer that breaks off is asked for again", async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) });
  const { muster } = answered([new Response(broken, { headers: JSON_TYPE }), json({ id: "klm" })]);
  assert.deepEqual((await muster.get("/v1/me")).data, { id: "klm" });
});

test("a command without a key is tried once", async () => {
  const { asked, muster } = answered([away(), json({}, 201)]);
  await assert.rejects(muster.post("/v1/people", { body: {}, idempotencyKey: null }), { code: "unavailable" });
  assert.equal(asked.length, 1);
});

test("events need no key to be posted again", async () => {
  const { asked, muster } = answered([away(), json({ results: [] }, 202)]);
  assert.equal((await muster.post("/v1/events", { body: [] })).status, 202);
  assert.deepEqual(asked.map((each) => each.headers["Idempotency-Key"]), [undefined, undefined]);
});

test("the first answer is waited for while the command is still carried out", async () => {
  const running = { type: "/docs/errors/conflict", title: "Conflict", status: 409, state: "running" };
  const { muster } = answered([new TypeError("cut"), json(running, 409), json({ id: "ada" }, 201)]);
  assert.equal((await muster.post("/v1/people", { body: {} })).status, 201);
});

test("tries end, and a Retry-After of longer than the longest pause is not waited for", async () => {
  const { asked, muster } = answered([away(), away(), away(), away(), away()]);
  await assert.rejects(muster.get("/v1/me"), { status: 503 });
  assert.equal(asked.length, 4);
  const patient = answered([away({ "retry-after": "3600" })]);
  await assert.rejects(patient.muster.get("/v1/me"), { status: 503 });
});

test("an abort ends the pause before the next try", async () => {
  const abort = new AbortController();
  const { muster } = answered([away({ "retry-after": "20" })]);
  const call = muster.get("/v1/me", { signal: abort.signal });
  setImmediate(() => abort.abort(new Error("enough")));
  await assert.rejects(call, { message: "enough" });
});

test("pages go on until next is null, and events until there are no more", async () => {
  const { asked, muster } = answered([json({ items: [1, 2], next: "c-1" }), json({ items: [3], next: null })]);
  const items = [];
  for await (const item of muster.items("/v1/people", { query: { limit: 2 } })) items.push(item);
  assert.deepEqual(items, [1, 2, 3]);
  assert.equal(asked[1].url, "http://muster/v1/people?limit=2&cursor=c-1");
  const events = answered([json({ items: [1], next: "p-2", more: true }), json({ items: [], next: "p-3", more: false })]);
  for await (const page of events.muster.pages("/v1/events", { query: { after: "p-1" } })) assert.ok(page.next);
  assert.equal(events.asked[1].url, "http://muster/v1/events?after=p-2");
});

/** A stream's answer in pieces of a few bytes; it breaks at its end where `breaks`. */
function streamed(text, breaks = false) {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const pull = (controller) => {
    if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += 5)));
    else if (breaks) controller.error(new TypeError("terminated"));
    else controller.close();
  };
  return new Response(new ReadableStream({ pull }), { headers: { "content-type": "text/event-stream" } });
}

test("a stream that breaks goes on behind the last position, and reset and end are told", async () => {
  const first = 'id: p1\r\nevent: ready\r\ndata: {}\r\n\r\nid: p2\nevent: a.b.v1\ndata: {"id": "é1"}\n\n: heartbeat\nid: p3\n\nid: p4\nevent';
  const second = 'id: p9\nevent: reset\ndata: {"reason": "too_far_behind"}\n\nevent: end\ndata: {"reason": "scope_ended"}\n\n';
  const { asked, muster } = answered([streamed(first, true), away(), streamed(second)]);
  const heard = [];
  for await (const each of muster.stream({ types: ["a.*", "b.*"] })) heard.push(each);
  assert.deepEqual(heard, [
    { kind: "ready", id: "p1" },
    { kind: "event", type: "a.b.v1", id: "p2", data: { id: "é1" } },
    { kind: "reset", id: "p9", reason: "too_far_behind" },
    { kind: "end", reason: "scope_ended" },
  ]);
  assert.deepEqual(asked.map((each) => each.headers["Last-Event-ID"]), [undefined, "p3", "p3"]);
  assert.equal(asked[0].url, "http://muster/v1/stream?types=a.*%2Cb.*");
});

test("a stream asks a credential function again when its token ended", async () => {
  const ended = 'event: end\ndata: {"reason": "credential_ended"}\n\n';
  const options = { key: undefined, credential: () => "t" };
  const refused = json({ type: "/docs/errors/unauthenticated", title: "Unauthenticated", status: 401 }, 401);
  const { muster } = answered([streamed(ended), refused], options);
  const follow = async () => {
    for await (const each of muster.stream()) assert.equal(each.kind, "end");
  };
  await assert.rejects(follow(), { code: "unauthenticated" });
});

test("a stream on which nothing comes is opened again", async () => {
  const silent = (signal) => {
    const start = (controller) => signal.addEventListener("abort", () => controller.error(signal.reason));
    return new Response(new ReadableStream({ start }), { headers: { "content-type": "text/event-stream" } });
  };
  let opened = 0;
  const fetch = async (_, init) =>
    (opened += 1) === 1 ? silent(init.signal) : streamed('event: end\ndata: {"reason": "scope_ended"}\n\n');
  const muster = new Muster({ url: "http://muster", retry: RETRY, fetch });
  for await (const each of muster.stream({ silenceMilliseconds: 5 })) assert.equal(each.reason, "scope_ended");
  assert.equal(opened, 2);
});

test("an abort ends a stream without an error", async () => {
  const abort = new AbortController();
  const { muster } = answered([streamed("id: p1\nevent: ready\ndata: {}\n\n")]);
  for await (const each of muster.stream({ signal: abort.signal })) {
    assert.equal(each.kind, "ready");
    abort.abort();
  }
});

test("a ticket comes with the address to open", async () => {
  const { muster } = answered([json({ ticket: "klm.1.s", expires_at: "2026-03-14T10:26:00Z" }, 201)]);
  const { url } = await muster.ticket({ types: ["inbox.*"] });
  assert.equal(url, "http://muster/v1/stream?ticket=klm.1.s&types=inbox.*");
});

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const NOW = new Date("2026-03-14T09:26:00Z");

function signed(body, at = NOW) {
  const timestamp = String(at.getTime() / 1000);
  const mark = createHmac("sha256", Buffer.alloc(32, 7)).update(`w-1.${timestamp}.${body}`).digest("base64");
  return { "Webhook-Id": "w-1", "webhook-timestamp": timestamp, "webhook-signature": `v1,bm8= v1,${mark} v1a,x` };
}

test("a webhook is verified under any secret that counts", async () => {
  const other = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
  const found = await verifyWebhook([other, SECRET], signed('{"a":"é"}'), '{"a":"é"}', { now: NOW });
  assert.deepEqual([found.id, found.payload, found.sentAt], ["w-1", { a: "é" }, NOW]);
  await verifyWebhook(SECRET, new Headers(signed("{}")), new TextEncoder().encode("{}"), { now: NOW });
});

test("a webhook that is forged, changed, old or unsigned is refused", async () => {
  const refusal = (code) => (error) => error instanceof WebhookError && error.code === code;
  const later = new Date(NOW.getTime() + 301_000);
  await assert.rejects(verifyWebhook(SECRET, signed("{}"), "{ }", { now: NOW }), refusal("signature_wrong"));
  await assert.rejects(verifyWebhook(SECRET, signed("{}"), "{}", { now: later }), refusal("timestamp_stale"));
  await assert.rejects(verifyWebhook(SECRET, {}, "{}", { now: NOW }), refusal("header_missing"));
  const odd = { ...signed("{}"), "webhook-timestamp": "soon" };
  await assert.rejects(verifyWebhook(SECRET, odd, "{}", { now: NOW }), refusal("timestamp_wrong"));
  await assert.rejects(verifyWebhook("whsec_", signed("{}"), "{}", { now: NOW }), TypeError);
});
