/**
 * Shows a Mini Program in a browser: compiles its pages at each load, and does what the pages need of the app's back
 * end. For development: it signs anybody in, so it listens on loopback only and answers its own pages only.
 */

import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OpenId, Sn } from '@callgrant/protocol'
import { type Backend, createBackend } from '@callgrant/sdk/backend'
import {
  type CloudDatabase,
  type CloudFunction,
  callingAs,
  DatabaseError,
  type DatabaseRequest,
  memoryDatabase,
} from '@callgrant/wechat'
import type { Folder } from '@callgrant/wechat/mini-program/node'
import { bundle, cloudFunctionsOf, LoadError, openFolder } from '@callgrant/wechat/mini-program/node'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { requireOwnPage } from './require-own-page.ts'

/** The app that the pages belong to, and the server that it is on. */
export interface ProgramApp {
  server: string
  appid: string
  secret: string
  modelId: string
}

export interface ProgramServer {
  /** `http://127.0.0.1:…` */
  readonly address: string
  stop(): Promise<void>
}

export interface ProgramServerOptions {
  folder: Folder
  port: number
  /** Called once the address of the pages is known. */
  app(origin: string): Promise<ProgramApp>
  /** What is wrong with the program, as its pages find it, once each. */
  warn(line: string): void
}

const SessionBody = z.strictObject({ openid: OpenId })
const DeviceBody = z.strictObject({ sn: Sn, reset: z.boolean().default(false) })
const ToldBody = z.strictObject({ text: z.string().max(20_000) })
const FunctionBody = z.strictObject({ event: z.record(z.string(), z.unknown()) })

export async function serveProgram(options: ProgramServerOptions): Promise<ProgramServer> {
  const { folder, port, warn } = options
  const http = Fastify()
  /** What has been said of the program as it was compiled last. */
  const told = new Set<string>()
  let served = ''
  let known: { app: ProgramApp; backend: Backend } | undefined
  let functions: Record<string, CloudFunction> | undefined
  const database = memoryDatabase()
  const ready = () => {
    if (!known) throw Object.assign(new Error('Not ready yet: load the page again.'), { status: 503 })
    functions ??= functionsOf(folder, known.app, database)
    return { ...known, functions }
  }
  http.addHook('onRequest', async (request) => requireOwnPage(request.headers))
  http.setErrorHandler<Error & { status?: number }>((error, _request, reply) => {
    reply.code(error.status ?? 500).send({ message: error.message })
  })

  http.get('/setup', async () => {
    const { app, functions } = ready()
    const { server, appid, modelId } = app
    return { server, appid, modelId, functions: Object.keys(functions) }
  })
  http.get('/program.js', async (_request, reply) => {
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-store')
    try {
      // With app.json as it is now.
      const { code } = bundle(openFolder(folder.project))
      if (code !== served) told.clear()
      served = code
      return code
    } catch (error) {
      const { message } = error as Error
      const fault = error instanceof LoadError ? { ...error } : message
      return `globalThis.miniProgramError = ${JSON.stringify(fault)}`
    }
  })
  // What a page finds wrong: once, though a phone and a device find the same.
  http.post('/told', async ({ body }) => {
    const { text } = ToldBody.parse(body)
    if (!told.has(text)) warn(text)
    told.add(text)
    return {}
  })
  http.post('/session', async ({ body }) => {
    const { openid } = SessionBody.parse(body)
    return ready().backend.sessions.create({ openid })
  })
  http.post('/device', async ({ body }) => {
    const { sn, reset } = DeviceBody.parse(body)
    const { app, backend } = ready()
    const device = { model_id: app.modelId, sn }
    if (reset) await backend.devices.reset(device)
    return backend.tickets.create(device)
  })
  http.post<{ Params: { name: string } }>('/function/:name', async ({ params, body }) => {
    const { event } = FunctionBody.parse(body)
    const main = ready().functions[params.name]
    if (!main) throw new Error(`There is no cloud function ${params.name}.`)
    return { result: (await main(event, {})) ?? null }
  })
  http.post('/database', async ({ body }) => {
    try {
      return await database.run(body as DatabaseRequest)
    } catch (error) {
      if (error instanceof DatabaseError) return { errCode: error.errCode, message: error.message }
      throw error
    }
  })
  await addFiles(http, folder)

  await http.listen({ host: '127.0.0.1', port })
  const bound = http.addresses()[0]
  const address = `http://127.0.0.1:${bound?.port}`
  try {
    const app = await options.app(address)
    known = { app, backend: createBackend(app) }
  } catch (error) {
    await http.close()
    throw error
  }
  return { address, stop: () => http.close() }
}

async function addFiles(http: FastifyInstance, folder: Folder): Promise<void> {
  const pages = pagesFolder()
  if (pages === null) throw new Error('The pages are not built. Run `npm run build`, then start again.')
  await http.register(fastifyStatic, { root: pages, index: ['index.html'] })
  // Also what is not in the folder itself: packages that were not built, and libraries that WeChat brings.
  http.get<{ Params: { '*': string } }>('/folder/*', (request, reply) => {
    const path = request.params['*']
    const hidden = path.split('/').some((step) => step.startsWith('.') || step === 'node_modules')
    if (hidden || !folder.has(path)) return reply.callNotFound()
    const file = folder.locate(path)
    return existsSync(file) ? reply.sendFile(basename(file), dirname(file)) : folder.read(path)
  })
}

/** The built pages: in the built package, or in this repository. */
function pagesFolder(): string | null {
  const places = ['../mini-program-pages', '../../../../apps/mini-program/dist']
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  return folders.find((place) => existsSync(`${place}/index.html`)) ?? null
}

/** The project's cloud functions; each call knows its person, whom the page's `wx.cloud` put into the event. */
function functionsOf(
  { cloudFunctions: path }: Folder,
  app: ProgramApp,
  database: CloudDatabase,
): Record<string, CloudFunction> {
  if (path === null) return {}
  const asCaller =
    (main: CloudFunction): CloudFunction =>
    (event, context) => {
      const openid = (event.userInfo as { openId?: string } | undefined)?.openId ?? ''
      return callingAs({ openid, appid: app.appid, env: 'callgrant' }, () => main(event, context))
    }
  return Object.fromEntries(
    Object.entries(cloudFunctionsOf(path, { ...app, database })).map(([name, main]) => [
      name,
      asCaller(main),
    ]),
  )
}
