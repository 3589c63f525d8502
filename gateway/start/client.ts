/** A gateway's answer that is not a success, with its problem document's code. */
export class GatewayRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(`${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

/** What somebody with a token can ask of one gateway. */
export interface Client {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body?: unknown): Promise<T>;
  /** Rows in, lines out. */
  postRows(path: string, rows: Iterable<unknown>): Promise<Record<string, unknown>[]>;
}

export function createClient(address: string, token: () => Promise<string>): Client {
  const send = async (method: string, path: string, body?: { type: string; text: string }): Promise<string> => {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(body === undefined ? {} : { 'content-type': body.type }),
      },
      ...(body === undefined ? {} : { body: body.text }),
    });
    const text = await response.text();
    if (!response.ok) {
      const problem: { code?: string; detail?: string; ledgerCode?: string } = text.startsWith('{')
        ? JSON.parse(text)
        : {};
      throw new GatewayRefusal(response.status, problem.ledgerCode ?? problem.code ?? 'UNKNOWN', `${path} ${text}`);
    }
    return text;
  };
  // The caller names the shape of the answer; this client is for the project's own gateways.
  const json = async <T>(text: Promise<string>): Promise<T> => JSON.parse(await text) as T;
  const asJson = (body: unknown) =>
    body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) };
  return {
    get: (path) => json(send('GET', path)),
    post: (path, body) => json(send('POST', path, asJson(body))),
    put: (path, body) => json(send('PUT', path, asJson(body))),
    async postRows(path, rows) {
      const text = [...rows].map((row) => JSON.stringify(row)).join('\n');
      const answer = await send('POST', path, { type: 'application/x-ndjson', text: `${text}\n` });
      return answer
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Record<string, unknown> => JSON.parse(line));
    },
  };
}
