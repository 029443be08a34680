/** What a call takes and gives, read from the generated paths. */
import type { paths } from "./schema.js";

export type Method = "get" | "put" | "post" | "patch" | "delete";

/** The paths that have a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: { responses: unknown } } ? P : never;
}[keyof paths];

/** The operation of a method at a path. */
export type OperationAt<P extends keyof paths, M extends Method> = M extends keyof paths[P] ? paths[P][M] : never;

type Parameters<O> = O extends { parameters: infer R } ? R : never;
type Path<O> = Parameters<O> extends { path: infer V extends object } ? { params: V } : { params?: never };
type Query<O> = Parameters<O> extends { query: infer V extends object }
  ? { query: V }
  : Parameters<O> extends { query?: infer V }
    ? [V] extends [undefined]
      ? { query?: never }
      : { query?: V }
    : { query?: never };
type Content<O> = O extends { requestBody: { content: infer C } } ? C : never;
type Body<O> = [Content<O>] extends [never]
  ? { body?: never; contentType?: never }
  : { body: Content<O>[keyof Content<O>]; contentType?: keyof Content<O> & string };

/** What every call takes. */
export interface CallOptions {
  /** Refuse the command with 412 unless the thing still has this `ETag`. */
  ifMatch?: string;
  /**
   * Makes a command happen once. One is made by itself; your own outlives a crash of your program. `null` sends none,
   * and then a POST or PATCH is never repeated.
   */
  idempotencyKey?: string | null;
  /** More header fields. */
  headers?: Record<string, string>;
  /** Ends the call, also while it waits to try again. */
  signal?: AbortSignal;
}

/** What a call of an operation takes. */
export type Call<O> = CallOptions & Path<O> & Query<O> & Body<O>;

/** The second argument: it may be left out where nothing in it is needed. */
export type CallArguments<O> = object extends Call<O> ? [call?: Call<O>] : [call: Call<O>];

type Success = 200 | 201 | 202 | 204;
type ContentOf<R> = R extends { content: infer C } ? (C extends object ? C[keyof C] : undefined) : undefined;

/** The body of a success; `undefined` where it has none. */
export type Result<O> = O extends { responses: infer R } ? ContentOf<R[keyof R & Success]> : never;

/** A success. */
export interface Answer<T> {
  data: T;
  status: number;
  /** The version of what was answered, for `ifMatch`; null where it has none. */
  etag: string | null;
  headers: Headers;
}

/** One page of a list. */
export interface PageOf<T> {
  items: T[];
  next: string | null;
}

/** The paths of lists. */
export type ListPath = {
  [P in PathOf<"get">]: Result<OperationAt<P, "get">> extends { items: unknown[]; next?: string | null } ? P : never;
}[PathOf<"get">];

/** The items of a list. */
export type ItemAt<P extends ListPath> = Result<OperationAt<P, "get">> extends { items: (infer T)[] } ? T : never;
