/** What checks the files of `deploy/`: Caddy, systemd and Prometheus's promtool, on this machine or installed from Debian. */

import { aptInstall, findProgram } from './machine.ts'

/** Each program, and the Debian package that has it. */
const TOOLS: [program: string, debian: string][] = [
  ['caddy', 'caddy'],
  ['systemd-analyze', 'systemd'],
  ['promtool', 'prometheus'],
]

/**
 * On Debian as root installs those that there are not.
 * @returns their paths, or a sentence that says what could not be done
 */
export function ensureDeployTools(): { paths: string[] } | { reason: string } {
  const lacking = TOOLS.filter(([program]) => findProgram([program]) === null)
  if (lacking.length > 0) {
    const packages = lacking.map(([, debian]) => debian)
    const failure = aptInstall(packages.join(', '), packages)
    if (failure) return { reason: failure }
  }
  const paths = TOOLS.map(([program]) => findProgram([program]))
  const found = paths.filter((path) => path !== null)
  return found.length === TOOLS.length
    ? { paths: found }
    : { reason: 'apt-get installed them, but they are not on the PATH' }
}
