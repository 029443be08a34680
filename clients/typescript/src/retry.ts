/** When to try again, and after how long: exponential backoff with full jitter, never sooner than Retry-After says. */

export interface RetryOptions {
  /** How often a call is tried at most; 1 tries once. 4 where left out. */
  attempts?: number;
  /** The bound of the first pause; each later one is twice as long. 500 where left out. */
  firstMilliseconds?: number;
  /** The longest pause, and the longest Retry-After that is waited for. 30,000 where left out. */
  longestMilliseconds?: number;
}

export type Retry = Required<RetryOptions>;

export const RETRY: Retry = { attempts: 4, firstMilliseconds: 500, longestMilliseconds: 30_000 };
const PATIENCE = new Set([429, 503]);

/** Whether an answer asks to be asked again. */
export function asksForPatience(status: number): boolean {
  return PATIENCE.has(status);
}

/** The milliseconds of a Retry-After, in seconds or as a date; null where there is none that can be read. */
export function retryAfter(headers: Headers, now: number = Date.now()): number | null {
  const said = headers.get("retry-after")?.trim();
  if (!said) return null;
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** The pause before try number `tried + 1`; null when the API asks for more patience than is allowed. */
export function pause(retry: Retry, tried: number, asked: number | null, luck: number = Math.random()): number | null {
  if (asked !== null && asked > retry.longestMilliseconds) return null;
  const bound = Math.min(retry.longestMilliseconds, retry.firstMilliseconds * 2 ** (tried - 1));
  return asked === null ? bound * luck : Math.min(retry.longestMilliseconds, asked + bound * luck);
}

/** Wait; an abort ends it with the signal's reason. */
export async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", aborted);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", aborted, { once: true });
  });
}
