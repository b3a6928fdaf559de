/** The pages in development: Vite, which asks the back end for everything under /api, so that both are one origin. */

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

/** The origins that the Callgrant server is told of. */
export const originsOf = (port: number): string[] => [`http://localhost:${port}`]

export async function startPages({ port, backEnd }: PagesOptions): Promise<Served> {
  const vite = await createServer({
    logLevel: 'warn',
    server: { port, strictPort: true, proxy: { '/api': backEnd } },
  })
  await vite.listen()
  const [origin] = originsOf(port)
  return {
    person: `${origin}/`,
    door: `${origin}/door.html`,
    open: () => vite.openBrowser(),
    close: () => vite.close(),
  }
}
