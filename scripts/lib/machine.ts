/** What this machine has: programs on the PATH and, on Debian as root, those that apt can bring; ports that are free. */

import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

/** The path of the first of these programs that can be run, else of the first such path of `elsewhere`; or null. */
export function findProgram(names: string[], elsewhere: string[] = []): string | null {
  const dirs = (process.env.PATH ?? '').split(delimiter)
  const candidates = [...names.flatMap((name) => dirs.map((dir) => join(dir, name))), ...elsewhere]
  return candidates.find(canRun) ?? null
}

/**
 * Installs Debian packages, and prints one line before each step.
 * @returns null when they are installed, else a sentence that says why they could not be
 */
export function aptInstall(what: string, packages: string[]): string | null {
  if (!existsSync('/usr/bin/apt-get')) return `${what} is not on the PATH; install it`
  if (process.getuid?.() !== 0) {
    return `${what} is not on the PATH; run: sudo apt-get install ${packages.join(' ')}`
  }
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    process.stdout.write(`installing ${what}: apt-get ${args.join(' ')} …\n`)
    const { status, stdout, stderr } = spawnSync('apt-get', args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) return `apt-get ${args[0]} ended with ${status}:\n${stdout}${stderr}`
  }
  return null
}

export function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A port of 127.0.0.1 that is free for TCP now; so high a UDP port is seldom in use. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', listening)
  })
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}
