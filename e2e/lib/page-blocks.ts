/** The blocks of code of a page of the documentation, in every language, and a shell to run those of a shell. */

import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findPython } from '../../scripts/lib/python.ts'

const root = resolve(import.meta.dirname, '../..')

export interface Block {
  page: string
  line: number
  language: string
  code: string
}

/** @param page its path in the repository */
export function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^( *)```(\w*)[^\n]*\n(.*?)^\1```$/gms)].map((found) => ({
    page,
    line: text.slice(0, found.index).split('\n').length,
    language: found[2] ?? '',
    code: (found[3] ?? '').replaceAll(new RegExp(`^${found[1]}`, 'gm'), ''),
  }))
}

/**
 * What stands in for the programs that the documentation names. `callgrant` and `npx callgrant` are this repository's; `npm
 * install` and `apt-get install` bring nothing, and fail for what this repository does not have, so that no page names what is
 * not there.
 */
const PROGRAMS: Record<string, string> = {
  callgrant: `exec "${process.execPath}" --conditions=callgrant-source "${root}/packages/server/src/cli/main.ts" "$@"`,
  python3: `exec "${findPython() ?? '/usr/bin/python3'}" "$@"`,
  npx: `case "$1" in callgrant) shift; exec callgrant "$@";; *) echo "npx $1?" >&2; exit 1;; esac`,
  npm: [
    `[ "$1" = init ] && exit 0`,
    `[ "$1" = install ] || { echo "npm $1?" >&2; exit 1; }; shift`,
    `for name; do case "$name" in -*) ;; *) [ -e "${root}/node_modules/$name" ] || { echo "no package $name" >&2; exit 1; };; esac; done`,
  ].join('\n'),
  'apt-get': [
    `[ "$1" = install ] || exit 0; shift`,
    `for name; do case "$name" in -*) ;; *) dpkg -s "$name" >/dev/null || exit 1;; esac; done`,
  ].join('\n'),
}

export interface Ran {
  code: number | null
  /** Standard output and standard error, as they came. */
  output: string
}

export interface Shell {
  folder: string
  env: Record<string, string | undefined>
  /** Runs a block as it is printed, in the same folder as those before it. */
  run(code: string): Promise<Ran>
}

/** @param folder where it runs; its modules are found in this repository if the folder is in it */
export function shellIn(folder: string, env: Record<string, string>): Shell {
  const bin = join(folder, '.bin')
  mkdirSync(bin, { recursive: true })
  for (const [name, script] of Object.entries(PROGRAMS)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const whole = {
    ...process.env,
    NODE_OPTIONS: '--conditions=callgrant-source',
    ...env,
    PATH: `${bin}:${join(process.execPath, '..')}:${process.env.PATH}`,
  }
  return {
    folder,
    env: whole,
    async run(code) {
      // Where no shell is around the tests, bash takes Node’s pipe for a remote login, and reads the machine’s settings.
      const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', code], { cwd: folder, env: whole })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
      const ended = await new Promise<number | null>((resolve) => child.once('close', resolve))
      return { code: ended, output }
    },
  }
}
