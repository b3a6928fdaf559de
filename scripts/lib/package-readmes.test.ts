/** The readme of each published package, as a page of npm: complete by itself, and nothing in it leads into this repository. */

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PACKAGES } from './packages.ts'

const root = resolve(import.meta.dirname, '../..')

describe.each(PACKAGES)('packages/%s', (folder) => {
  const text = readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8')
  const { name } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')) as {
    name: string
  }

  test('says what it is, and how it is installed', () => {
    expect(text).toMatch(new RegExp(`^# ${name}\\n\\n[\\w\`]`))
    const installs = [...text.matchAll(/^npm install (.*?)(?: +#.*)?$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    )
    // What makes a project is never installed by itself.
    if (folder === 'create-callgrant') expect(text).toMatch(/^npm create callgrant$/m)
    else expect(installs).toContain(name)
  })

  test('has a few lines of code, and links to the other packages', () => {
    expect(text).toMatch(/^```(ts|js|sh)\n(?!npm install [^\n]*\n```)/m)
    expect(text).toContain(
      `](https://www.npmjs.com/package/${folder === 'server' ? '@callgrant/sdk' : 'callgrant'})`,
    )
  })

  test('has absolute links only', () => {
    const links = [
      ...text.matchAll(/\]\(([^)\s]+)/g),
      ...text.matchAll(/\b(?:src|href)="([^"]*)"/g),
      ...text.matchAll(/^\[[^\]]+\]: (\S+)/gm),
    ]
    expect(links.length).toBeGreaterThan(0)
    expect(links.map(([, link]) => link).filter((link) => !link?.startsWith('https://'))).toEqual([])
  })

  test('has no command of this repository', () => {
    // In the project that was made, they are its own.
    const here = text.replace(/^cd my-doors\nnpm start\b.*\nnpm test$/m, '')
    expect(here).not.toMatch(
      /npm (ci|start|test|run|pack)\b|git clone|--workspace|npm .* -w |packages\/|apps\/|e2e\/|this repository/,
    )
  })
})
