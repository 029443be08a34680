/** `GET /v1/stream` as an async iterator that goes on where it was cut. */
import { MusterError } from "./errors.js";
import { asksForPatience, pause, retryAfter, wait } from "./retry.js";
import { FrameReader } from "./sse.js";
import type { Frame } from "./sse.js";
import type { Transport } from "./transport.js";

export interface StreamOptions {
  /** Event types or `<service>.*`; all that the caller may see where left out. */
  types?: readonly string[];
  /** Only events about this conversation. */
  conversation?: string;
  /** The `id` of the event read last; the stream goes on behind it. */
  lastEventId?: string;
  /** Ends the stream; the iterator then ends too, without an error. */
  signal?: AbortSignal;
  /** A connection on which nothing came for so long is dead; heartbeats come every 15 s. 45,000 where left out. */
  silenceMilliseconds?: number;
}

/** What happened, as AsyncAPI describes its type. */
export interface EventData {
  id: string;
  subject: string;
  [field: string]: unknown;
}

export type EndReason = "too_slow" | "credential_ended" | "scope_ended" | "log_away" | "shutting_down";

/**
 * `event`: something happened. `ready`: the first position. `reset`: more was missed than is kept, so read the lists
 * again. `end`: the connection ended; the iterator goes on unless the caller's rights ended.
 */
export type StreamEvent =
  | { kind: "event"; type: string; id: string; data: EventData }
  | { kind: "ready"; id: string }
  | { kind: "reset"; id: string; reason: string }
  | { kind: "end"; reason: EndReason };

const FINAL = new Set<EndReason>(["credential_ended", "scope_ended"]);
const PASSING = new Set([500, 502, 504]);

/** Follow the stream. `renews` says whether the credential is a function, which can give a new one. */
export async function* follow(transport: Transport, options: StreamOptions, renews: boolean): AsyncGenerator<StreamEvent> {
  const { types, conversation, signal } = options;
  const url = transport.address("/v1/stream", {}, { types: types?.join(","), conversation });
  const place = { last: options.lastEventId ?? null };
  let failed = 0;
  while (!signal?.aborted) {
    let asked: number | null = null;
    try {
      for await (const frame of connection(transport, url, place.last, options)) {
        failed = 0;
        place.last = frame.id ?? place.last;
        const said = read(frame);
        if (said) yield said;
        if (said?.kind === "end" && FINAL.has(said.reason) && !(renews && said.reason === "credential_ended")) return;
      }
    } catch (failure) {
      if (signal?.aborted) return;
      if (failure instanceof MusterError) {
        if (!asksForPatience(failure.status) && !PASSING.has(failure.status)) throw failure;
        asked = retryAfter(failure.headers);
      } else if (!(failure instanceof Cut)) throw failure;
    }
    failed += 1;
    const patience = pause(transport.retry, Math.min(failed, 16), asked) ?? asked ?? 0; // a longer one than ever is waited for
    await wait(patience, signal).catch(() => undefined); // an abort ends the loop
  }
}

/** The connection was lost, or never came to be. */
class Cut extends Error {}

/** The frames of one connection; raises Cut when it breaks, and ends when the API ends it. */
async function* connection(
  transport: Transport,
  url: string,
  last: string | null,
  options: StreamOptions,
): AsyncGenerator<Frame> {
  const silence = new AbortController();
  const within = options.silenceMilliseconds ?? 45_000;
  const signal = options.signal ? AbortSignal.any([options.signal, silence.signal]) : silence.signal;
  const listening = async <T>(promise: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => silence.abort(), within);
    try {
      return await promise;
    } catch (failure) {
      throw new Cut("the connection broke", { cause: failure });
    } finally {
      clearTimeout(timer);
    }
  };
  const credential = await transport.credential();
  const headers = { Accept: "text/event-stream", ...(last === null ? {} : { "Last-Event-ID": last }) };
  try {
    const answer = await listening(transport.open(url, { method: "GET", headers, cache: "no-store" }, credential, signal));
    if (!answer.ok) {
      const text = await listening(answer.text());
      throw MusterError.of({ status: answer.status, headers: answer.headers, text });
    }
    if (!answer.body) throw new Cut("an answer without a body");
    const reader = answer.body.getReader();
    const [text, frames] = [new TextDecoder(), new FrameReader()];
    for (;;) {
      const { done, value } = await listening(reader.read());
      if (done) return;
      yield* frames.take(text.decode(value, { stream: true }));
    }
  } finally {
    silence.abort(); // also when the caller leaves its loop: the connection is closed
  }
}

function read({ id, event, data }: Frame): StreamEvent | null {
  if (data === "") return null; // a heartbeat: only the position moved
  const body = JSON.parse(data) as EventData & { reason: string };
  if (event === "ready") return { kind: "ready", id: id ?? "" };
  if (event === "reset") return { kind: "reset", id: id ?? "", reason: body.reason };
  if (event === "end") return { kind: "end", reason: body.reason as EndReason };
  return { kind: "event", type: event, id: id ?? "", data: body };
}
