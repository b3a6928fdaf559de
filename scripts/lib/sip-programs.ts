/** Kamailio and SIPp, for a benchmark: found on this machine or installed from Debian. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { aptInstall, findProgram } from './machine.ts'

export interface SipPrograms {
  kamailio: string
  sipp: string
}

/** @returns their paths, or a sentence that says what could not be done */
export function ensureSipPrograms(): SipPrograms | { reason: string } {
  const found = findBoth()
  if (found) return found
  const failure = aptInstall('Kamailio and SIPp', ['kamailio', 'sip-tester'])
  if (failure) return { reason: failure }
  // Its package also starts it as a service, open to the network; the benchmark starts its own.
  if (existsSync('/run/systemd/system')) {
    spawnSync('systemctl', ['disable', '--now', 'kamailio'], { stdio: 'inherit' })
  }
  return findBoth() ?? { reason: 'apt-get installed kamailio and sip-tester, but they are not on the PATH' }
}

function findBoth(): SipPrograms | null {
  const kamailio = findProgram(['kamailio'], ['/usr/sbin/kamailio'])
  const sipp = findProgram(['sipp'])
  return kamailio && sipp ? { kamailio, sipp } : null
}
