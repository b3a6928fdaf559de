import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TEMPLATES } from './flags.ts'
import { type Project, projectFiles } from './write-project.ts'

const root = resolve(import.meta.dirname, '../../..')
const lock = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version?: string }>
}
const project: Project = {
  name: 'doors',
  template: 'plain',
  calls: 'video',
  language: 'en',
  versions: { version: '1.2.3' },
}
const manifestOf = (files: Map<string, string>) => JSON.parse(files.get('package.json') as string)

/** Files that each project has, whatever draws the person's page. */
const ALWAYS = [
  ...[
    '.gitignore',
    '.env.example',
    'README.md',
    'compose.yaml',
    'Dockerfile',
    'package.json',
    'tsconfig.json',
  ],
  ...['start.ts', 'setup.ts', 'pages.ts', 'shared.ts', 'door.html', 'vite.config.ts', 'style.css'],
  ...['backend/app.ts', 'backend/sign-in.ts', 'backend/webhook.ts', 'backend/doors.ts'],
  ...['door/node.ts', 'door/page.ts', 'test/backend.test.ts', 'test/call.test.ts'],
]
const PAGES = {
  plain: ['index.html', 'person/main.ts', 'person/doors.ts'],
  react: ['index.html', 'person/main.tsx', 'person/doors.ts'],
  vue: ['index.html', 'person/page.vue', 'person/doors.ts'],
  taro: ['src/app.tsx', 'src/pages/index/index.tsx', 'config/index.js', 'babel.config.cjs'],
}

describe('a project', () => {
  it.each(TEMPLATES)('of the template %s has all its files', (template) => {
    const files = projectFiles({ ...project, template })
    expect([...files.keys()]).toEqual(expect.arrayContaining([...ALWAYS, ...PAGES[template]]))
    expect([...files.keys()].filter((path) => /^_|zh-CN/.test(path))).toEqual([])
  })

  it.each(TEMPLATES)('of the template %s needs our packages of the same version', (template) => {
    const { dependencies, devDependencies } = manifestOf(projectFiles({ ...project, template }))
    const ours = Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) =>
      /callgrant/.test(name),
    )
    expect(ours.length).toBeGreaterThanOrEqual(4)
    expect(new Set(ours.map(([, version]) => version))).toEqual(new Set(['^1.2.3']))
  })

  it.each(['plain', 'react', 'vue'] as const)(
    'of the template %s needs what this repository was tested with',
    (template) => {
      const { dependencies, devDependencies } = manifestOf(projectFiles({ ...project, template }))
      for (const [name, version] of Object.entries<string>({ ...dependencies, ...devDependencies })) {
        if (/callgrant/.test(name)) continue
        const known = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`))
        expect(
          known.map(([, entry]) => entry.version),
          name,
        ).toContain(version)
      }
    },
  )

  it('of Taro needs what the Taro builds were tested with', () => {
    const tested = JSON.parse(readFileSync(resolve(root, 'examples/taro-app/package.json'), 'utf8'))
    const added = JSON.parse(
      readFileSync(resolve(import.meta.dirname, '../templates/taro/package.json'), 'utf8'),
    )
    const { 'taro-plugin-callgrant': _, ...others } = { ...added.dependencies, ...added.devDependencies }
    expect({ ...tested.dependencies, ...tested.devDependencies }).toMatchObject(others)
  })

  it('carries voice alone where that was chosen, and pictures else', () => {
    const line = (calls: 'video' | 'voice') =>
      /export const CALL_KIND.*/.exec(projectFiles({ ...project, calls }).get('shared.ts') as string)?.[0]
    expect(line('voice')).toBe("export const CALL_KIND: 'video' | 'voice' = 'voice'")
    expect(line('video')).toBe("export const CALL_KIND: 'video' | 'voice' = 'video'")
  })

  it('has a readme in the language that was chosen', () => {
    const readme = (language: 'en' | 'zh') => projectFiles({ ...project, language }).get('README.md')
    expect(readme('en')).toMatch(/^# Doors/)
    expect(readme('zh')).toMatch(/^# 门铃/)
  })

  it('has no secret in a file, and keeps those that it makes out of git', () => {
    const files = projectFiles(project)
    expect(files.get('.env.example')).not.toMatch(/^(?:\w*SECRET|\w*TOKEN|DOOR_CODE)=.+$/m)
    for (const kept of ['.env', '.callgrant/']) expect(files.get('.gitignore')).toContain(`\n${kept}\n`)
  })

  it('names in .env.example all that compose.yaml and the back end ask for', () => {
    const files = projectFiles(project)
    const named = new Set(
      [...(files.get('.env.example') ?? '').matchAll(/^(\w+)=/gm)].map(([, name]) => name),
    )
    const asked = [...(files.get('compose.yaml') ?? '').matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name)
    expect(asked.length).toBeGreaterThan(5)
    expect(asked.filter((name) => !named.has(name))).toEqual([])
  })
})
