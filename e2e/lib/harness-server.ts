/** Serves the harness page and the modules that browser tests import, bundled once for all of them. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { build, defaultClientConditions, type Rolldown } from 'vite'

const root = resolve(import.meta.dirname, '../..')
const PAGE = 'e2e/lib/harness.html'

/** Modules that a test's page may import, as `/packages/…`. What several of them share is one module of the page. */
const MODULES = [
  'packages/sdk/src/person/index.ts',
  'packages/sdk/src/device/index.ts',
  'packages/sdk/src/calling/index.ts',
  'packages/sdk/src/calling/negotiation.ts',
  'packages/ui/src/browser-ui.ts',
  'packages/wechat/src/wx/index.ts',
  'packages/taro-plugin/src/h5/dialog.ts',
  'packages/taro-plugin/test/vue-app.ts',
]

let bundled: Promise<Map<string, string>> | undefined

/** Serves on loopback at a free port. @returns the page's address */
export async function serveHarness(): Promise<{ url: string; close(): Promise<void> }> {
  bundled ??= bundle()
  const files = await bundled
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://harness').pathname.slice(1)
    const text = files.get(path)
    if (text === undefined) response.writeHead(404)
    else {
      response.setHeader('content-type', path.endsWith('.html') ? 'text/html' : 'text/javascript')
      // A page of another context asks for the same.
      response.setHeader('cache-control', 'no-store')
    }
    response.end(text ?? `${path} is not among the modules of e2e/lib/harness-server.ts`)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${PAGE}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

/** @returns text by path */
async function bundle(): Promise<Map<string, string>> {
  const result = (await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { conditions: ['callgrant-source', ...defaultClientConditions] },
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      rolldownOptions: {
        input: [PAGE, ...MODULES].map((path) => join(root, path)),
        preserveEntrySignatures: 'strict',
        output: {
          entryFileNames: ({ facadeModuleId }) =>
            facadeModuleId
              ? facadeModuleId.slice(root.length + 1).replace(/\.html$/, '.js')
              : 'modules/[name].js',
          chunkFileNames: 'modules/[name]-[hash].js',
        },
      },
    },
  })) as Rolldown.RolldownOutput
  return new Map(
    result.output.map((file) => [
      file.fileName,
      file.type === 'chunk' ? file.code : Buffer.from(file.source).toString(),
    ]),
  )
}
