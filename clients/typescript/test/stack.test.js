/** The client against a running system, by way of something that answers 503 once and cuts streams. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Muster, verifyWebhook, WebhookError } from "muster-client";

const given = JSON.parse(process.env.MUSTER_CLIENT_TEST ?? "null"); // url, admin, events, webhook: tests/e2e gives them
const muster = new Muster({ url: given.url, credential: () => given.admin });
const events = new Muster({ url: given.url, key: given.events });
const words = (number) => ({
  kind: "message",
  external_id: `ts-${number}`,
  at: new Date().toISOString(),
  contact: { external_id: `person-${number % 5}` },
  text: `Where is my suitcase? I ask for the ${number}th time.`,
});

test("a command that is answered 503 is carried out once, and a list is read page by page", async () => {
  const names = ["grace", "edsger", "barbara"];
  for (const id of names) assert.equal((await muster.post("/v1/people", { body: { id, name: id, roles: [] } })).status, 201);
  const pages = [];
  for await (const page of muster.pages("/v1/people", { query: { limit: 2 } })) pages.push(page.items);
  assert.ok(pages.length > 1 && pages.every((items) => items.length <= 2));
  const found = pages.flat().map((each) => each.id);
  for (const id of names) assert.equal(found.filter((each) => each === id).length, 1);
});

test("an event that is posted twice has one id", async () => {
  const item = words(1000);
  const posts = [await events.post("/v1/events", { body: item }), await events.post("/v1/events", { body: item })];
  const [first, second] = posts.map(({ status, data }) => [status, data.results[0].id]);
  assert.equal(first[0], 202);
  assert.deepEqual(second, first);
});

test("a field that is missing is named, and what is unknown is 404", async () => {
  await assert.rejects(muster.post("/v1/people", { body: {} }), (error) => {
    assert.deepEqual([error.status, error.code], [422, "invalid"]);
    assert.ok(error.errors.some((each) => each.pointer === "/name" && each.code === "missing"));
    return true;
  });
  await assert.rejects(muster.get("/v1/people/{person_id}", { params: { person_id: "nobody" } }), { code: "not_found" });
});

test("a change of an older version is refused", async () => {
  const params = { person_id: "ida" };
  await muster.post("/v1/people", { body: { id: "ida", name: "Ida", roles: [] } });
  const { etag } = await muster.get("/v1/people/{person_id}", { params });
  const changed = await muster.patch("/v1/people/{person_id}", { params, body: { name: "Ida R." }, ifMatch: etag });
  assert.notEqual(changed.etag, etag);
  const late = muster.patch("/v1/people/{person_id}", { params, body: { name: "I." }, ifMatch: etag });
  await assert.rejects(late, { status: 412, code: "precondition_failed" });
});

test("a stream that is cut in the middle loses and repeats nothing", { timeout: 40_000 }, async () => {
  const count = 30;
  const heard = [];
  const options = { types: ["inbox.message_stored.v1"] };
  for await (const each of muster.stream(options)) {
    if (each.kind === "ready") {
      for (let at = 0; at < count; at += 5) {
        await events.post("/v1/events", { body: [0, 1, 2, 3, 4].map((more) => words(at + more)) });
      }
    } else if (each.kind === "event" && each.data.text !== words(1000).text) heard.push(each.data);
    if (heard.length === count) break;
  }
  assert.equal(new Set(heard.map((each) => each.id)).size, count);
  assert.deepEqual(new Set(heard.map((each) => each.text)), new Set([...Array(count).keys()].map((at) => words(at).text)));
});

test("a ticket opens a stream without a credential", async () => {
  const { url } = await muster.ticket({ types: ["inbox.*"] });
  const abort = new AbortController();
  const answer = await fetch(url, { signal: abort.signal });
  assert.equal(answer.headers.get("content-type"), "text/event-stream; charset=utf-8");
  abort.abort();
});

test("a webhook that came is verified, and a forged one is refused", async () => {
  const { secret, headers, body } = given.webhook;
  const found = await verifyWebhook(secret, headers, body);
  assert.equal(found.id, headers["webhook-id"]);
  assert.equal(found.payload.type, "inbox.message_stored.v1");
  await assert.rejects(verifyWebhook(secret, headers, `${body} `), WebhookError);
});
