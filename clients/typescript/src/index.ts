/** A client of Muster's REST API. */
export { Muster } from "./client.js";
export type { OpenedTicket } from "./client.js";
export { MusterError, WebhookError } from "./errors.js";
export type { FieldError, WebhookRefusal } from "./errors.js";
export type { RetryOptions } from "./retry.js";
export type * from "./schema.js";
export type { EndReason, EventData, StreamEvent, StreamOptions } from "./stream.js";
export type { CredentialOptions, MusterOptions } from "./transport.js";
export type { Answer, Call, CallOptions, ItemAt, ListPath, PageOf, PathOf, Result } from "./types.js";
export { verifyWebhook } from "./webhooks.js";
export type { VerifyOptions, Webhook } from "./webhooks.js";
