/** The pages of the SDK's own types and functions, by TypeDoc. TypeDoc needs TypeScript 6, which this workspace has for it. */

import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TypeDocOptions } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { ROOT } from '../contents.ts'
import { slug } from '../slug.ts'

const SDK = join(ROOT, 'packages/sdk')
const ENTRIES = ['person', 'device', 'calling', 'backend', 'platform']

/** @param out the folder of the pages, which is emptied */
export async function writeSdkPages(out: string): Promise<void> {
  const { Application } = await import('typedoc')
  const options: TypeDocOptions & PluginOptions = {
    name: 'SDK',
    entryPoints: ENTRIES.map((entry) => join(SDK, `src/${entry}/index.ts`)),
    basePath: join(SDK, 'src'),
    tsconfig: join(ROOT, 'apps/docs/tsconfig.sdk.json'),
    plugin: ['typedoc-plugin-markdown'],
    out,
    readme: 'none',
    // Types are checked by `npm run check`.
    skipErrorChecking: true,
    disableSources: true,
    excludeInternal: true,
    excludeExternals: true,
    logLevel: 'Error',
    router: 'module',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    hideGroupHeadings: true,
    entryFileName: 'index',
    useCodeBlocks: true,
    parametersFormat: 'table',
    propertyMembersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    enumMembersFormat: 'table',
    sanitizeComments: true,
  }
  const app = await Application.bootstrapWithPlugins(options)
  const project = await app.convert()
  if (!project) throw new Error('TypeDoc could not read the SDK')
  await app.generateOutputs(project)
  if (app.logger.hasErrors()) throw new Error('TypeDoc could not describe the SDK')
  for (const file of globSync('**/*.md', { cwd: out })) mendAnchors(join(out, file))
}

/** TypeDoc numbers names that differ in case alone, `#peerstats-1`, also where only one of them has a heading. */
function mendAnchors(file: string): void {
  const text = readFileSync(file, 'utf8')
  const mended = text.replace(/\]\(([^)\s#]*)#([\w-]+?)-\d+\)/g, (link, to: string, name: string) => {
    const target = to === '' ? text : readFileSync(join(dirname(file), to), 'utf8')
    const headings = target.match(/^#+ .+$/gm)?.filter((line) => slug(line.replace(/^#+ /, '')) === name)
    return headings?.length === 1 ? `](${to}#${name})` : link
  })
  if (mended !== text) writeFileSync(file, mended)
}
