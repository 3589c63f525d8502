export type HttpErrorCode = 'METHOD_NOT_ALLOWED' | 'REQUEST_TIMEOUT' | 'UNSUPPORTED_MEDIA_TYPE';

/** What only a web server can find wrong with a request. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: HttpErrorCode, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'HttpError';
    this.code = code;
    this.headers = headers;
  }
}

/** The client went away: nobody is left to be told, and nothing is wrong here. */
export class ClientGone extends Error {
  constructor(options?: { cause: unknown }) {
    super('the client went away', options);
    this.name = 'ClientGone';
  }
}
