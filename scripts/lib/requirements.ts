/** What tests need beside Node: when it is missing, CI fails and a laptop skips with a sentence. */

/** True in CI: nothing may be skipped. */
const requireAll = process.env.CALLGRANT_REQUIRE_ALL === '1'

/**
 * Says that `what` is missing.
 * @throws when CALLGRANT_REQUIRE_ALL=1
 */
export function missing(what: string, reason: string, skipped: string): void {
  if (requireAll) throw new Error(`${what} is required (CALLGRANT_REQUIRE_ALL=1): ${reason}`)
  process.stderr.write(`${what} is missing, so ${skipped}: ${reason}\n`)
}
