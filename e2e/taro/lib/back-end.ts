/** The app's back end in the matrix, and the files of a build as a web server gives them. */

import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { extname, join } from 'node:path'

export interface Listening {
  url: string
  close(): Promise<void>
}

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/**
 * Sessions, tickets and a group for whoever asks, got from a `--dev` server as its pages get them.
 * @returns also the openids of those who signed in, the last one last
 */
export async function startBackEnd(
  callgrant: string,
): Promise<Listening & { modelId: string; appid: string; people: string[] }> {
  const config = (await (await fetch(`${callgrant}/try/config`)).json()) as {
    model_id: string
    appid: string
  }
  const ask = async (path: string, body: object) => {
    const response = await fetch(`${callgrant}/try/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return (await response.json()) as object
  }
  const { group_id } = (await ask('group', { group_name: '3 号楼', sns: ['door-8', 'door-9'] })) as {
    group_id: string
  }
  const people: string[] = []
  const routes: Record<string, (body: { openid?: string; sn?: string }) => Promise<object>> = {
    '/session': ({ openid = '' }) => {
      people.push(openid)
      return ask('session', { openid })
    },
    '/ticket': async ({ sn }) => ({
      ...(await ask('ticket', { sn, model_id: config.model_id })),
      model_id: config.model_id,
    }),
    '/group': async () => ({ group_id }),
  }
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*')
    const route = routes[request.url ?? '']
    if (request.method === 'OPTIONS' || !route) return response.writeHead(route ? 204 : 404).end()
    try {
      const answer = await route(JSON.parse(await textOf(request)))
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  return { ...(await listen(server)), modelId: config.model_id, appid: config.appid, people }
}

/** Serves a built folder. */
export async function serveFolder(folder: string): Promise<Listening> {
  return listen(
    createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://here')
      const file = join(folder, pathname === '/' ? 'index.html' : pathname)
      if (!existsSync(file) || statSync(file).isDirectory()) return response.writeHead(404).end()
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
      createReadStream(file).pipe(response)
    }),
  )
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

async function listen(server: Server): Promise<Listening> {
  server.listen(0, '127.0.0.1')
  await new Promise((ready) => server.once('listening', ready))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}
