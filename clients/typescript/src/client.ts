/** The client: typed calls, pages, the stream and its tickets. */
import type { Received } from "./errors.js";
import type { StreamTicket } from "./schema.js";
import { follow } from "./stream.js";
import type { StreamEvent, StreamOptions } from "./stream.js";
import { Transport } from "./transport.js";
import type { MusterOptions, Wanted } from "./transport.js";
import type { Answer, CallArguments, ItemAt, ListPath, Method, OperationAt, PageOf, PathOf, Result } from "./types.js";

type Given = Omit<Wanted, "method" | "path">;

/** A ticket for one `EventSource`, and the address to open with it within a minute. */
export type OpenedTicket = StreamTicket & { url: string };

/** Muster's REST API. */
export class Muster {
  readonly #transport: Transport;
  readonly #renews: boolean;

  constructor(options: MusterOptions) {
    this.#transport = new Transport(options);
    this.#renews = options.credential !== undefined;
  }

  get<P extends PathOf<"get">>(path: P, ...call: CallArguments<OperationAt<P, "get">>) {
    return this.#call(path, "get", call[0]);
  }

  put<P extends PathOf<"put">>(path: P, ...call: CallArguments<OperationAt<P, "put">>) {
    return this.#call(path, "put", call[0]);
  }

  post<P extends PathOf<"post">>(path: P, ...call: CallArguments<OperationAt<P, "post">>) {
    return this.#call(path, "post", call[0]);
  }

  patch<P extends PathOf<"patch">>(path: P, ...call: CallArguments<OperationAt<P, "patch">>) {
    return this.#call(path, "patch", call[0]);
  }

  delete<P extends PathOf<"delete">>(path: P, ...call: CallArguments<OperationAt<P, "delete">>) {
    return this.#call(path, "delete", call[0]);
  }

  /** The pages of a list, one after the other; `limit` in `query` says how many items each has at most. */
  async *pages<P extends ListPath>(
    path: P,
    ...call: CallArguments<OperationAt<P, "get">>
  ): AsyncGenerator<PageOf<ItemAt<P>>> {
    const given = (call[0] ?? {}) as Given;
    const name = path === "/v1/events" ? "after" : "cursor"; // events are read by position, and never end
    let query = given.query;
    for (;;) {
      const wanted = { ...given, method: "GET", path, query };
      const page = body(await this.#transport.send(wanted)) as PageOf<ItemAt<P>> & { more?: boolean };
      yield page;
      if (page.next === null || page.more === false) return;
      query = { ...query, [name]: page.next };
    }
  }

  /** The items of a list, through all its pages. */
  async *items<P extends ListPath>(path: P, ...call: CallArguments<OperationAt<P, "get">>): AsyncGenerator<ItemAt<P>> {
    for await (const page of this.pages(path, ...call)) yield* page.items;
  }

  /** What happens in the brand, as it happens; resumes without a gap or a repeat, and ends on abort. */
  stream(options: StreamOptions = {}): AsyncGenerator<StreamEvent> {
    return follow(this.#transport, options, this.#renews);
  }

  /** A ticket for an `EventSource`, which cannot send a credential. It opens one stream within a minute. */
  async ticket(options: Pick<StreamOptions, "types" | "conversation" | "lastEventId"> = {}): Promise<OpenedTicket> {
    const { data } = await this.post("/v1/stream/tickets");
    const query = {
      ticket: data.ticket,
      types: options.types?.join(","),
      conversation: options.conversation,
      last_event_id: options.lastEventId,
    };
    return { ...data, url: this.#transport.address("/v1/stream", {}, query) };
  }

  async #call<P extends PathOf<M>, M extends Method>(
    path: P,
    method: M,
    given: object | undefined,
  ): Promise<Answer<Result<OperationAt<P, M>>>> {
    const answer = await this.#transport.send({ ...(given as Given), method: method.toUpperCase(), path });
    const data = body(answer) as Result<OperationAt<P, M>>;
    return { data, status: answer.status, etag: answer.headers.get("etag"), headers: answer.headers };
  }
}

function body({ text, headers }: Received): unknown {
  if (text === "") return undefined;
  return (headers.get("content-type") ?? "").includes("json") ? JSON.parse(text) : text;
}
