/**
 * Whether a tool of the system that is missing is a failure: where CI is `true`, as .ci/run sets it, which installs them all.
 * Elsewhere the tests that need the tool are skipped.
 */
export const isRequired = process.env.CI === 'true';
