/** What the types allow and refuse; compiled by `make api`, never run. */
import type { Conversation, IngestItem, Muster, Person } from "../src/index.js";

export async function allowed(muster: Muster): Promise<void> {
  const person: Person = (await muster.get("/v1/people/{person_id}", { params: { person_id: "ada" } })).data;
  await muster.patch("/v1/people/{person_id}", {
    params: { person_id: person.id },
    body: { name: "Ada" },
    ifMatch: "3",
  });
  const page = await muster.get("/v1/conversations");
  const first: Conversation | undefined = page.data.items[0];
  for await (const each of muster.items("/v1/conversations", { query: { limit: 10 } })) {
    const found: Conversation = each;
  }
  for await (const each of muster.stream({ types: ["inbox.*"] })) {
    if (each.kind === "end" && each.reason === "scope_ended") return;
    if (each.kind === "event") each.data.id.trim();
  }
  const item = { external_id: "m-1", at: "2026-03-14T09:26:00Z", contact: { external_id: "p-1" }, text: "Hi" };
  const { results } = (await muster.post("/v1/events", { body: item as IngestItem })).data;
  results.map((each) => each.status === "accepted");
  const nothing: undefined = (
    await muster.delete("/v1/webhook-endpoints/{endpoint}", { params: { endpoint: "w-1" } })
  ).data;
}

export async function refused(muster: Muster): Promise<void> {
  // @ts-expect-error the path is none of the API
  await muster.get("/v1/nothing");
  // @ts-expect-error the path has no such method
  await muster.delete("/v1/people/{person_id}", { params: { person_id: "ada" } });
  // @ts-expect-error the parameter of the path is missing
  await muster.get("/v1/people/{person_id}");
  // @ts-expect-error the body is missing
  await muster.post("/v1/people");
  // @ts-expect-error the body has another type
  await muster.post("/v1/people", { body: { id: 4711 } });
  // @ts-expect-error the query has no such parameter
  await muster.get("/v1/conversations", { query: { colour: "red" } });
  // @ts-expect-error the path is no list
  muster.pages("/v1/me");
}
