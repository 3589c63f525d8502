export const NETWORK_ERROR_CODES = [
  'USAGE',
  'BINARIES_UNUSABLE',
  'GO_ABSENT',
  'BUILD_FAILED',
  'PORTS_TAKEN',
  'NETWORK_UNREADABLE',
  'NETWORK_RUNNING',
  'NETWORK_STOPPED',
  'NETWORK_BUSY',
  'PROVINCE_KNOWN',
  'PROCESS_UNKNOWN',
  'PROGRAM_FAILED',
  'NOT_READY',
  'CONTROL_FAILED',
  'INTERRUPTED',
] as const;
export type NetworkErrorCode = (typeof NETWORK_ERROR_CODES)[number];

/** Why a command on the network could not do its work; printed as `CODE: message`. */
export class NetworkError extends Error {
  readonly code: NetworkErrorCode;
  constructor(code: NetworkErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'NetworkError';
    this.code = code;
  }
}
