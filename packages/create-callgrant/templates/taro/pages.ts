/** The pages in development: Taro builds the person's, Vite the door's. Both ask the back end for everything under /api. */

import { spawn } from 'node:child_process'
import { createServer } from 'vite'

export interface Served {
  /** Address of the person's page. */
  person: string
  /** Address of the door's page. */
  door: string
  /** Opens the person's page in a browser. */
  open(): void
  close(): Promise<void>
}

export interface PagesOptions {
  port: number
  backEnd: string
  /** The Callgrant server, and the app there. */
  server: string
  appid: string
}

/** The origins that the Callgrant server is told of: the person's page, and the door's. */
export const originsOf = (port: number): string[] => [
  `http://localhost:${port}`,
  `http://localhost:${port + 1}`,
]

export async function startPages({ port, backEnd, server, appid }: PagesOptions): Promise<Served> {
  const [person = '', door = ''] = originsOf(port)
  const taro = spawn(
    process.execPath,
    ['node_modules/@tarojs/cli/bin/taro', 'build', '--type', 'h5', '--watch'],
    {
      env: {
        ...process.env,
        NODE_ENV: 'development',
        CALLGRANT_SERVER: server,
        CALLGRANT_APPID: appid,
        BACK_END: backEnd,
        PAGES_PORT: `${port}`,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  const vite = await createServer({
    logLevel: 'warn',
    server: { port: port + 1, strictPort: true, proxy: { '/api': backEnd } },
  })
  await vite.listen()
  return {
    person: `${person}/`,
    door: `${door}/door.html`,
    // Taro does it, once its first build has ended.
    open: () => {},
    async close() {
      taro.kill()
      await vite.close()
    },
  }
}
