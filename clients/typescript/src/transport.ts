/** One request over `fetch`: the address, the credential, the Idempotency-Key, and trying again where that is safe. */
import { MusterError } from "./errors.js";
import type { Received } from "./errors.js";
import { asksForPatience, pause, RETRY, retryAfter, wait } from "./retry.js";
import type { Retry, RetryOptions } from "./retry.js";

/** Who calls: one of the three. The function is asked before every try and gives an API key or a token. */
export interface CredentialOptions {
  /** An API key. */
  key?: string;
  /** A token of the configured issuer. */
  token?: string;
  credential?: () => string | Promise<string>;
}

export interface MusterOptions extends CredentialOptions {
  /** Where Muster is, such as `https://muster.example`. */
  url: string;
  retry?: RetryOptions;
  /** How long one try may take. 30,000 where left out; the stream has none. */
  timeoutMilliseconds?: number;
  /** In place of the platform's `fetch`. */
  fetch?: typeof fetch;
}

/** A request as the layer above means it. */
export interface Wanted {
  method: string;
  path: string;
  params?: object | undefined;
  query?: object | undefined;
  body?: unknown;
  contentType?: string | undefined;
  ifMatch?: string | undefined;
  idempotencyKey?: string | null | undefined;
  headers?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
}

type Init = RequestInit & { headers: Record<string, string> };

const SAFE = new Set(["GET", "PUT", "DELETE"]);
const EVENTS = "/v1/events"; // ids of events are derived: the same one posted again has one effect
const KEYLESS = [EVENTS, "/v1/webhooks/"]; // what platforms post has ids of its own, and takes no key

export class Transport {
  readonly retry: Retry;
  readonly #options: MusterOptions;
  readonly #fetch: typeof fetch;
  readonly #base: string;

  constructor(options: MusterOptions) {
    const given = [options.key, options.token, options.credential].filter((each) => each !== undefined);
    if (given.length > 1) throw new TypeError("Give one of key, token and credential.");
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, "");
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.retry = { ...RETRY, ...options.retry };
  }

  /** The address of a path; the values of `query` that are null or undefined are left out, lists are repeated. */
  address(path: string, params: object = {}, query: object = {}): string {
    const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => {
      const value = (params as Record<string, unknown>)[name];
      if (value === undefined) throw new TypeError(`${path} needs params.${name}`);
      return encodeURIComponent(String(value));
    });
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (each !== undefined && each !== null) asked.append(name, String(each));
      }
    }
    return `${this.#base}${filled}${asked.size ? `?${asked}` : ""}`;
  }

  /** Ask until there is an answer that stands; raises MusterError for one that is no success. */
  async send(wanted: Wanted): Promise<Received> {
    const url = this.address(wanted.path, wanted.params, wanted.query);
    const { key, ...init } = this.#request(wanted);
    const repeatable = SAFE.has(wanted.method) || key !== null || wanted.path === EVENTS;
    for (let tried = 1; ; tried += 1) {
      const credential = await this.credential();
      let answer: Received | null = null;
      let failure: unknown;
      try {
        const given = await this.open(url, init, credential, this.#signal(wanted.signal));
        answer = { status: given.status, headers: given.headers, text: await given.text() };
        if (given.ok) return answer;
        failure = MusterError.of(answer);
      } catch (failed) {
        wanted.signal?.throwIfAborted();
        failure = failed;
      }
      const again = answer === null || asksForPatience(answer.status) || (tried > 1 && stillRunning(failure));
      const patience = pause(this.retry, tried, answer && retryAfter(answer.headers));
      if (!again || !repeatable || tried >= this.retry.attempts || patience === null) throw failure;
      await wait(patience, wanted.signal);
    }
  }

  /** One request, as it is. */
  async open(url: string, init: Init, credential: Record<string, string>, signal: AbortSignal): Promise<Response> {
    return this.#fetch(url, { ...init, headers: { ...init.headers, ...credential }, signal });
  }

  /** The header field of the caller, asked anew. */
  async credential(): Promise<Record<string, string>> {
    const { key, token, credential } = this.#options;
    if (key !== undefined) return { "X-API-Key": key };
    const given = credential ? await credential() : token;
    return given === undefined ? {} : { Authorization: `Bearer ${given}` };
  }

  #signal(given: AbortSignal | undefined): AbortSignal {
    const timeout = AbortSignal.timeout(this.#options.timeoutMilliseconds ?? 30_000);
    return given ? AbortSignal.any([given, timeout]) : timeout;
  }

  #request(wanted: Wanted): Init & { key: string | null } {
    const headers: Record<string, string> = { Accept: "application/json, */*;q=0.5", ...wanted.headers };
    const takesKey = wanted.method !== "GET" && !KEYLESS.some((path) => wanted.path.startsWith(path));
    const key = wanted.idempotencyKey === undefined ? (takesKey ? newKey() : null) : wanted.idempotencyKey;
    if (key !== null) headers["Idempotency-Key"] = key;
    if (wanted.ifMatch !== undefined) headers["If-Match"] = wanted.ifMatch;
    if (wanted.body === undefined) return { method: wanted.method, headers, key };
    headers["Content-Type"] = wanted.contentType ?? "application/json";
    const raw = typeof wanted.body === "string" && !headers["Content-Type"].endsWith("json");
    return { method: wanted.method, headers, key, body: raw ? (wanted.body as string) : JSON.stringify(wanted.body) };
  }
}

/** Whether an earlier try of the same command is still being carried out. */
function stillRunning(failure: unknown): boolean {
  return failure instanceof MusterError && failure.status === 409 && failure.problem.state === "running";
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
