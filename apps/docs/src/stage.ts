/** Writes the pages of the site, as VitePress takes them, into a folder that nobody edits. */

import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PAGES, type Page, ROOT } from './contents.ts'
import { toSite } from './markdown.ts'
import { commandLinePage } from './reference/command-line.ts'
import { httpPage } from './reference/http.ts'
import { writeSdkPages } from './reference/sdk.ts'

/** Where they are written. */
const STAGED = join(ROOT, '.cache/docs-site/pages')

const LANGUAGES = ['en', 'zh'] as const
type Language = (typeof LANGUAGES)[number]

const FOLDER = { en: '', zh: 'zh/' } as const
/** Writes all pages anew. */
export async function stage(): Promise<void> {
  rmSync(STAGED, { recursive: true, force: true })
  for (const language of LANGUAGES) {
    writeHome(language)
    for (const page of PAGES) {
      if (typeof page.from === 'string' || language === 'zh') writePage(page, language)
    }
  }
  write('reference/http.md', await httpPage())
  for (const language of LANGUAGES) write(`${FOLDER[language]}reference/cli.md`, commandLinePage(language))
  await writeSdkPages(join(STAGED, 'reference/sdk'))
  writeSdkPagesInChinese()
  cpSync(join(ROOT, 'docs/images'), join(STAGED, 'public/images'), { recursive: true })
  cpSync(join(ROOT, 'apps/try/icon.svg'), join(STAGED, 'public/icon.svg'))
}

/** The front page, with the code of the readme in the place of `<!-- readme:ts:2 Its title -->`: the second block of TypeScript. */
function writeHome(language: Language): void {
  const end = language === 'en' ? '.md' : '.zh-CN.md'
  const readme = readFileSync(join(ROOT, `README${end}`), 'utf8')
  const blocks = (kind: string) => [...readme.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, 'gms'))]
  const text = readFileSync(join(ROOT, `apps/docs/home/index${end}`), 'utf8').replace(
    /^<!-- readme:(\w+):(\d)(?: (.+))? -->$/gm,
    (marker, kind: string, number: string, title: string | undefined) => {
      const code = blocks(kind)[Number(number) - 1]?.[1]
      if (code === undefined) throw new Error(`README${end} has no block for ${marker}`)
      return `\`\`\`${kind}${title ? ` [${title}]` : ''}\n${code}\`\`\``
    },
  )
  write(
    `${FOLDER[language]}index.md`,
    toSite(text, 'index.md', (path) => `/${path}`),
  )
}

function writePage(page: Page, language: Language): void {
  const file = language === 'en' || page.bilingual ? page.from : page.zhFrom
  const at = `${FOLDER[language]}${page.at.replace(/\/$/, '/index')}.md`
  if (typeof file !== 'string') write(at, onlyInEnglish(page))
  else
    write(
      at,
      toSite(readFileSync(join(ROOT, file), 'utf8'), file, (path, anchored) =>
        addressOf(path, language, anchored),
      ),
    )
}

/** The Chinese site's page of what is written in English alone: it says so, and leads there. */
function onlyInEnglish({ at, en, zh }: Pick<Page, 'at' | 'en' | 'zh'>): string {
  return `# ${zh}\n\n本页只有英文：[${en}](/${at})。\n`
}

/** So that the switch of languages leads somewhere from each page of the SDK. */
function writeSdkPagesInChinese(): void {
  for (const file of globSync('reference/sdk/**/*.md', { cwd: STAGED })) {
    const at = file
      .replaceAll('\\', '/')
      .replace(/\.md$/, '')
      .replace(/(^|\/)index$/, '$1')
    if (existsSync(join(STAGED, 'zh', file))) continue
    const title = /^# (.+)$/m.exec(readFileSync(join(STAGED, file), 'utf8'))?.[1] ?? 'SDK'
    write(`zh/${file}`, onlyInEnglish({ at, en: title, zh: title }))
  }
}

function write(path: string, text: string): void {
  const file = join(STAGED, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** The address of a file of this repository on the site, or of a heading in it; null: it has none. */
function addressOf(path: string, language: Language, anchored: boolean): string | null {
  if (path.startsWith('docs/images/')) return path.slice('docs'.length)
  if (path === 'README.md') return '/'
  if (path === 'README.zh-CN.md') return '/zh/'
  const page = PAGES.find(({ from, zhFrom }) => from === path || zhFrom === path)
  if (!page) return null
  // What is written in English alone has its headings there.
  const isEnglish = anchored && !page.bilingual && typeof page.zhFrom !== 'string'
  return `/${isEnglish ? '' : FOLDER[language]}${page.at}`
}
