/** The code of the documentation: the blocks of TypeScript and JavaScript in the Markdown, as modules to compile. */

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

export interface Snippet {
  page: string
  line: number
  language: 'ts' | 'tsx' | 'js' | 'jsx'
  code: string
}

/** Every block of the readmes, the documentation and the packages' readmes. */
export function snippets(): Snippet[] {
  const patterns = ['README*', 'docs/**/*', 'packages/*/README*', 'examples/*/README*'].map(
    (path) => `:(glob)${path}.md`,
  )
  const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
    cwd: root,
    encoding: 'utf8',
  })
  return pages.trim().split('\n').flatMap(snippetsOf)
}

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^( *)```(tsx?|jsx?)\n(.*?)^\1```$/gms)].map((found) => ({
    page,
    line: text.slice(0, found.index).split('\n').length,
    language: found[2] as Snippet['language'],
    code: completed(found[3] ?? ''),
  }))
}

/** The code as a module. Two kinds of fragment are completed: the type of a function, and a property of Taro's config. */
function completed(code: string): string {
  const whole = code
    .replace(/^(\(option\??: Option\) => .*)$/m, 'export type Documented = $1')
    .replace(/^plugins: (\[\[.*\]\]),?/m, 'export default { plugins: $1 };')
  // The one given name that the browser's types have too.
  const given =
    /\bparent\./.test(code) && !/const parent\b/.test(code) ? "import { parent } from './given.ts'; " : ''
  return `${given}${whole}\nexport {}\n`
}

/** Whether a snippet is of a Taro app, and needs Taro's own types. */
export function isOfTaro({ page, code }: Snippet): boolean {
  return page.startsWith('docs/taro/') || /taro-plugin-callgrant|\bTaro\./.test(code)
}

/** Writes each snippet into a folder of its own files. @returns the snippet of each file */
export function writeSnippets(folder: string, list: readonly Snippet[]): Map<string, Snippet> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return new Map(
    list.map((snippet) => {
      const { page, line, language, code } = snippet
      const file = `${page.replaceAll(/[/.]/g, '_')}_${line}.${language}`
      writeFileSync(join(folder, file), code)
      return [file, snippet]
    }),
  )
}

/** What the compiler said, with the page and the line in place of the file. */
export function located(output: string, files: ReadonlyMap<string, Snippet>): string[] {
  return output
    .split('\n')
    .filter((line) => /error TS/.test(line))
    .map((line) =>
      line.replace(/^\S*?([^/\s(]+)\((\d+),(\d+)\)/, (whole, file: string, row: string, column: string) => {
        const snippet = files.get(file)
        return snippet ? `${snippet.page}:${snippet.line + Number(row)}:${column}` : whole
      }),
    )
}
