/** A benchmark that cannot be run here, or whose answers were not the ones that make its figure worth anything. */
export class BenchFailure extends Error {}
