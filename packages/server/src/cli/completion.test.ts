/** The completions, in the shells that they are for. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasShell } from '../../../../scripts/lib/shells.ts'
import { COMMANDS } from './commands/index.ts'
import { completionScript, type Shell } from './completion.ts'
import { callgrant as program } from './program.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-completion-'))
  writeFileSync(join(folder, 'head-1.txt'), '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs lines in a shell that has read the completion. @returns what it prints, line by line */
function inShell(shell: Shell, options: string[], lines: string, before = ''): string[] {
  const script = completionScript(program, shell, 'en')
  const { stdout, stderr } = spawnSync(shell, [...options, '-c', `${before}\n${script}\n${lines}`], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder },
  })
  expect(stderr).toBe('')
  return stdout.trimEnd().split('\n')
}

/** What is typed, and what is offered for its last word. */
const CASES: [typed: string, offered: string[]][] = [
  ['callgrant au', ['authorization']],
  ['callgrant comp', ['completion']],
  ['callgrant authorization ', ['list', 'check', 'records', 'wechat']],
  ['callgrant app update --pre', ['--preview']],
  ['callgrant app update --preview ', ['on', 'off']],
  ['callgrant app update cg_8fK2 --calling o', ['on', 'off']],
  ['callgrant app list --lang ', ['en', 'zh']],
  ['callgrant --lang zh app ro', ['rotate-secret']],
  ['callgrant --json --lang zh webhook deliv', ['deliveries', 'delivery']],
  ['callgrant completion ', ['bash', 'zsh', 'fish']],
  ['callgrant records verify --head h', ['head-1.txt']],
  ['callgrant app create --name ', []],
  ['callgrant frobnicate ', []],
]
const sorted = (words: string[]) => words.toSorted().join(' ')

describe('in bash', () => {
  it('offers commands, options and values, as the tab key would', () => {
    const asked = CASES.map(([typed]) => {
      const words = typed.split(' ').map((word) => `'${word}'`)
      return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _callgrant; echo "\${COMPREPLY[*]}"`
    })
    const offered = inShell('bash', ['--norc', '--noprofile'], `complete -p callgrant\n${asked.join('\n')}`)
    expect(offered[0]).toBe('complete -F _callgrant callgrant')
    expectOffered(offered.slice(1))
  })

  it('offers every option of every command', () => {
    const asked = COMMANDS.map(({ name }) => {
      const words = ['callgrant', ...name.split(' '), '--']
      return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _callgrant; echo "\${COMPREPLY[*]}"`
    })
    const offered = inShell('bash', ['--norc', '--noprofile'], asked.join('\n'))
    for (const [i, { name, options }] of COMMANDS.entries()) {
      const all = [...Object.keys(options), 'json', 'lang', 'help'].map((option) => `--${option}`)
      expect(offered[i], name).toBe(all.join(' '))
    }
  })

  it('is right for a program of one command too', () => {
    const [ring] = COMMANDS
    const script = completionScript(
      { ...program, name: 'doorbell', commands: [{ ...(ring as (typeof COMMANDS)[0]), name: 'ring' }] },
      'bash',
      'zh',
    )
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('')
  })
})

/** What a shell offered for each of the cases, in order. */
function expectOffered(offered: string[]): void {
  const all = CASES.map(([typed], i) => [typed, sorted((offered[i] ?? '').split(' ').filter(Boolean))])
  expect(all).toEqual(CASES.map(([typed, words]) => [typed, sorted(words)]))
}

describe('in zsh', () => {
  it.skipIf(!hasShell('zsh'))('offers commands, options and values', () => {
    // The functions of zsh that show what is offered need a terminal; these print it.
    const printing = [
      'compdef() {}',
      'compadd() { shift; print -l -- $@ | matching; }',
      `_describe() { local -a all=(\${(P)2}); print -l -- \${all%%:*} | matching; }`,
      '_files() { print -l -- * | matching; }',
      'matching() { local one; while read -r one; do [[ $one == $word* ]] && print -rn -- "$one "; done; }',
    ].join('\n')
    const asked = CASES.map(([typed]) => {
      const words = typed.split(' ').map((word) => `'${word}'`)
      return `words=(${words.join(' ')}); CURRENT=${words.length}; word=\${words[CURRENT]}; _callgrant; print`
    })
    expectOffered(inShell('zsh', ['-f'], asked.join('\n'), printing))
  })
})

describe('in fish', () => {
  it.skipIf(!hasShell('fish'))('offers commands, options and values', () => {
    const asked = CASES.map(([typed]) => `echo (complete -C '${typed}' | string replace -r '\\t.*' '')`)
    expectOffered(inShell('fish', ['--no-config'], asked.join('\n')))
  })
})
