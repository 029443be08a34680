/** Server-sent events as WHATWG HTML writes them, out of bytes that come in any pieces. */

export interface Frame {
  /** The position after this frame, where one was sent by now. */
  id: string | null;
  event: string;
  data: string;
}

/** Takes pieces of text and gives the frames that are whole; a frame that only moves the position has no data. */
export class FrameReader {
  #rest = "";
  #id: string | null = null;
  #event = "";
  #data: string[] = [];

  *take(piece: string): Generator<Frame> {
    const text = this.#rest + piece;
    const ended = text.endsWith("\r") ? text.slice(0, -1) : text; // its line feed may come with the next piece
    const lines = ended.split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + text.slice(ended.length);
    for (const line of lines) {
      if (line === "") yield* this.#dispatch();
      else this.#field(line);
    }
  }

  *#dispatch(): Generator<Frame> {
    const frame = { id: this.#id, event: this.#event || "message", data: this.#data.join("\n") };
    const said = this.#data.length > 0 || this.#id !== null;
    this.#event = "";
    this.#data = [];
    if (said) yield frame;
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    else if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#id = value;
  }
}
