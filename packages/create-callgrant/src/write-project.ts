/** Writes the files of a project. They are those of `templates`: what all have, and what the template adds. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { CallKind, Template } from './flags.ts'
import { type Manifest, mergeManifests, type Versions } from './manifest.ts'
import type { Language } from './texts.ts'

/** Beside `src` in the repository, and beside `dist` in the package. */
const TEMPLATES_FOLDER = resolve(import.meta.dirname, '../templates')

/** Folders of `templates`, each of which adds to the one before, or takes a file's place. */
const PARTS: Record<Template, string[]> = {
  plain: ['base', 'web', 'plain'],
  react: ['base', 'web', 'react'],
  vue: ['base', 'web', 'vue'],
  taro: ['base', 'taro'],
}

export interface Project {
  name: string
  template: Template
  calls: CallKind
  language: Language
  versions: Versions
}

/** The line of `shared.ts` that says what a call carries. */
const CALL_KIND = "export const CALL_KIND: 'video' | 'voice' = "

/** @param folder is there and is empty */
export function writeProject(folder: string, project: Project): void {
  for (const [path, content] of projectFiles(project)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
}

/** Path and content of each file. */
export function projectFiles({ name, template, calls, language, versions }: Project): Map<string, string> {
  const files = new Map<string, string>()
  const manifests: Manifest[] = []
  for (const part of PARTS[template]) {
    const from = join(TEMPLATES_FOLDER, part)
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      const content = readFileSync(file, 'utf8')
      const inside = relative(from, file).replaceAll('\\', '/')
      if (inside === 'package.json') manifests.push(JSON.parse(content) as Manifest)
      else if (/^README/.test(inside)) {
        if (inside === (language === 'zh' ? 'README.zh-CN.md' : 'README.md')) files.set('README.md', content)
      }
      // npm leaves a .gitignore out of a package.
      else files.set(inside === '_gitignore' ? '.gitignore' : inside, content)
    }
  }
  files.set('package.json', `${JSON.stringify(mergeManifests(name, manifests, versions), null, 2)}\n`)
  const shared = files.get('shared.ts') as string
  files.set('shared.ts', shared.replace(`${CALL_KIND}'video'`, `${CALL_KIND}'${calls}'`))
  return files
}
