/** The app's back end in the matrix, and the files of a build as a web server gives them. */

import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { extname, join } from 'node:path'
import { type Backend, createBackend } from '@callgrant/sdk/backend'
import type { TryServer } from '../../lib/try-server.ts'

export interface Listening {
  url: string
  close(): Promise<void>
}

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

export interface BackEnd extends Listening {
  /** Of the app, at the server. */
  backend: Backend
  modelId: string
  appid: string
  /** Openids of those who signed in, the last one last. */
  people: string[]
}

/** An app of its own at the server, and its back end: sessions, tickets and a group for whoever asks. */
export async function startBackEnd({ url, operator }: TryServer): Promise<BackEnd> {
  const { appid, secret } = await operator.apps.create({ name: 'Callgrant' })
  const backend = createBackend({ server: url, appid, secret })
  const { model_id } = await backend.models.create({ model_type: 'door phone' })
  const { group_id } = await backend.groups.create({ model_id, group_name: '3 号楼' })
  const device_list = ['door-8', 'door-9'].map((sn) => ({ model_id, sn }))
  await backend.groups.addDevices(group_id, { device_list })
  const people: string[] = []
  const routes: Record<string, (body: { openid?: string; sn?: string }) => Promise<object>> = {
    '/session': ({ openid = '' }) => {
      people.push(openid)
      return backend.sessions.create({ openid })
    },
    '/ticket': async ({ sn = '' }) => ({ ...(await backend.tickets.create({ model_id, sn })), model_id }),
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
  return { ...(await listen(server)), backend, modelId: model_id, appid, people }
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
