/** What tests need beside Node: where it is missing, CI fails, and a developer's machine skips those tests and says why. */

/** True in CI: nothing may be skipped. */
const requireAll = process.env.CALLGRANT_REQUIRE_ALL === '1'

/**
 * Reports that `what` is missing.
 * @throws when CALLGRANT_REQUIRE_ALL=1
 */
export function missing(what: string, reason: string, skipped: string): void {
  if (requireAll) throw new Error(`${what} is required (CALLGRANT_REQUIRE_ALL=1): ${reason}`)
  process.stderr.write(`${what} is missing, so ${skipped}: ${reason}\n`)
}
