/** Webhooks that Muster posts, checked as Standard Webhooks says: over the raw bytes, in constant time. */
import { WebhookError } from "./errors.js";

type HeaderFields = Headers | Record<string, string | readonly string[] | undefined>;

export interface VerifyOptions {
  /** How old, or how far ahead, a webhook may be. 300 where left out. */
  toleranceSeconds?: number;
  /** In place of the time of now. */
  now?: Date;
}

/** A webhook that Muster posted. */
export interface Webhook {
  /** The event's id, the same in every try: what was seen before is not done again. */
  id: string;
  sentAt: Date;
  payload: unknown;
}

/**
 * Check a webhook and read it. `secrets` is the endpoint's secret (`whsec_…`), or all that count while it is rotated.
 * `rawBody` is the body as it came: one that was parsed and written anew has another signature.
 *
 * @throws WebhookError when it is not of Muster, or too old.
 */
export async function verifyWebhook(
  secrets: string | readonly string[],
  headers: HeaderFields,
  rawBody: string | Uint8Array,
  options: VerifyOptions = {},
): Promise<Webhook> {
  const id = field(headers, "webhook-id");
  const timestamp = field(headers, "webhook-timestamp");
  const given = field(headers, "webhook-signature").split(" ");
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError("timestamp_wrong", "webhook-timestamp is no time");
  const body = typeof rawBody === "string" ? new TextEncoder().encode(rawBody) : rawBody;
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  const marks = given.filter((mark) => mark.startsWith("v1,")).map((mark) => bytesOf(mark.slice(3)));
  let right = false;
  for (const secret of typeof secrets === "string" ? [secrets] : secrets) {
    const key = await keyOf(secret);
    for (const mark of marks) {
      if (mark && (await crypto.subtle.verify("HMAC", key, mark, signed))) right = true;
    }
  }
  if (!right) throw new WebhookError("signature_wrong", "no signature fits a secret");
  const apart = Math.abs((options.now ?? new Date()).getTime() / 1000 - Number(timestamp));
  if (apart > (options.toleranceSeconds ?? 300)) throw new WebhookError("timestamp_stale", "it is too old, or ahead");
  return { id, sentAt: new Date(Number(timestamp) * 1000), payload: JSON.parse(new TextDecoder().decode(body)) };
}

function field(headers: HeaderFields, name: string): string {
  const found =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  const value = (Array.isArray(found) ? found[0] : found) as string | null | undefined;
  if (!value) throw new WebhookError("header_missing", `${name} is missing`);
  return value.trim();
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = bytesOf(secret.replace(/^whsec_/, ""));
  if (!bytes?.length) throw new TypeError("A secret is whsec_ and base64.");
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null; // no base64, so no signature
  }
}

function joined(head: Uint8Array, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}
