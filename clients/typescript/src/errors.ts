/** What goes wrong: refusals of the API, and webhooks that are not to be trusted. */
import type { Problem } from "./schema.js";

/** One thing that is wrong with a request, where it is known. */
export type FieldError = NonNullable<Problem["errors"]>[number];

/** An answer that is wholly here. */
export interface Received {
  status: number;
  headers: Headers;
  text: string;
}

/** An answer of the API that is no success: problem details (RFC 9457). */
export class MusterError extends Error {
  override readonly name = "MusterError";
  /** The HTTP status. */
  readonly status: number;
  /** The end of the problem's `type`, for programs, such as `precondition_failed`; `http_502` where there is none. */
  readonly code: string;
  /** The whole problem; where something between answered without one, its status and title alone. */
  readonly problem: Problem;
  /** Each thing that is wrong with the request, with a JSON pointer to the field. */
  readonly errors: readonly FieldError[];
  /** The header fields of the answer. */
  readonly headers: Headers;

  constructor(status: number, problem: Problem, headers: Headers) {
    super(`${status} ${problem.title}${problem.detail ? `: ${problem.detail}` : ""}`);
    this.status = status;
    this.code = problem.type.replace(/\/+$/, "").split("/").pop() || `http_${status}`;
    this.problem = problem;
    this.errors = problem.errors ?? [];
    this.headers = headers;
  }

  /** Read the error out of an answer, whatever answered. */
  static of(answer: Received): MusterError {
    let found: Partial<Problem> | null = null;
    if ((answer.headers.get("content-type") ?? "").includes("json")) {
      try {
        found = JSON.parse(answer.text) as Partial<Problem> | null;
      } catch {
        // a proxy that cuts its answers: the status is what is left
      }
    }
    const problem = {
      ...found,
      type: found?.type ?? "",
      title: found?.title ?? "No problem details",
      status: found?.status ?? answer.status,
    };
    return new MusterError(answer.status, problem, answer.headers);
  }
}

/** Why a webhook was refused. */
export type WebhookRefusal = "header_missing" | "timestamp_wrong" | "timestamp_stale" | "signature_wrong";

/** A webhook that nobody may act on. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
  readonly code: WebhookRefusal;

  constructor(code: WebhookRefusal, message: string) {
    super(message);
    this.code = code;
  }
}
