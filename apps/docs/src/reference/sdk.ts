/** The pages of the SDK's own types and functions, by TypeDoc. TypeDoc needs TypeScript 6, which this workspace has for it. */

import { join } from 'node:path'
import type { TypeDocOptions } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { ROOT } from '../contents.ts'

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
}
