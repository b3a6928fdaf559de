/**
 * Shows a Mini Program in a browser: its pages compiled at each load, and the little that its maker's back end does.
 * For development: it signs anybody in, so it listens on loopback only and answers its own pages only.
 */

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { OpenId, Sn } from '@callgrant/protocol'
import { type CloudFunction, callingAs } from '@callgrant/sdk/wx'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { readSettings } from '../config/settings.ts'
import { requireOwnPage } from '../try/own-pages-only.ts'
import { bundle } from './bundle.ts'
import { cloudFunctionsOf } from './cloud-functions.ts'
import type { Folder } from './folder.ts'

/** The app on whose behalf the pages run, and where. */
export interface Maker {
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
  /** Asked once it is known where the pages are. */
  maker(origin: string): Promise<Maker>
  /** What the compiler finds wrong, a line each. */
  warn(line: string): void
}

const SessionBody = z.strictObject({ openid: OpenId })
const DeviceBody = z.strictObject({ sn: Sn, reset: z.boolean().default(false) })
const FunctionBody = z.strictObject({ event: z.record(z.string(), z.unknown()) })

export async function serveProgram(options: ProgramServerOptions): Promise<ProgramServer> {
  const { folder, port, warn } = options
  const app = Fastify()
  let maker: Maker | undefined
  let functions: ReturnType<typeof functionsOf> | undefined
  const known = () => {
    if (!maker) throw Object.assign(new Error('Not ready yet: load the page again.'), { status: 503 })
    functions ??= functionsOf(folder, maker)
    return { ...maker, functions }
  }
  const settings = readSettings({}, {})
  app.addHook('onRequest', async (request) => requireOwnPage(settings, request))
  app.setErrorHandler<Error & { status?: number }>((error, _request, reply) => {
    reply.code(error.status ?? 500).send({ message: error.message })
  })

  app.get('/setup', async () => {
    const { server, appid, modelId, functions } = known()
    return { server, appid, modelId, functions: Object.keys(functions) }
  })
  app.get('/program.js', async (_request, reply) => {
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-store')
    try {
      const { code, warnings } = bundle(folder)
      for (const line of warnings) warn(line)
      return code
    } catch (error) {
      warn((error as Error).message)
      return `globalThis.miniProgramError = ${JSON.stringify((error as Error).message)}`
    }
  })
  app.post('/session', async ({ body }) => {
    const { openid } = SessionBody.parse(body)
    return asMaker(known(), '/v1/sessions', { openid })
  })
  app.post('/device', async ({ body }) => {
    const { sn, reset } = DeviceBody.parse(body)
    const own = known()
    if (reset) await asMaker(own, `/v1/devices/${own.modelId}/${sn}/reset`, {})
    return asMaker(own, '/v1/tickets', { sn, model_id: own.modelId })
  })
  app.post<{ Params: { name: string } }>('/function/:name', async ({ params, body }) => {
    const { event } = FunctionBody.parse(body)
    const main = known().functions[params.name]
    if (!main) throw new Error(`There is no cloud function ${params.name}.`)
    return { result: (await main(event, {})) ?? null }
  })
  await addFiles(app, folder)

  await app.listen({ host: '127.0.0.1', port })
  const bound = app.addresses()[0]
  const address = `http://127.0.0.1:${bound?.port}`
  try {
    maker = await options.maker(address)
  } catch (error) {
    await app.close()
    throw error
  }
  return { address, stop: () => app.close() }
}

async function addFiles(app: FastifyInstance, folder: Folder): Promise<void> {
  const pages = pagesFolder()
  if (pages === null) throw new Error('The pages are not built. Run `npm run build`, then start again.')
  await app.register(fastifyStatic, { root: pages, index: ['index.html'] })
  await app.register(fastifyStatic, {
    root: folder.root,
    prefix: '/folder/',
    decorateReply: false,
    index: false,
  })
}

/** The built pages: beside the built server, or in this repository. */
function pagesFolder(): string | null {
  const places = ['../mini-program-pages', '../../../../apps/mini-program/dist']
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  return folders.find((place) => existsSync(`${place}/index.html`)) ?? null
}

/** The project's cloud functions; each call knows its person, whom the page's `wx.cloud` put into the event. */
function functionsOf({ cloudFunctions: path }: Folder, maker: Maker): Record<string, CloudFunction> {
  if (path === null) return {}
  const asCaller =
    (main: CloudFunction): CloudFunction =>
    (event, context) => {
      const openid = (event.userInfo as { openId?: string } | undefined)?.openId ?? ''
      return callingAs({ openid, appid: maker.appid, env: 'callgrant' }, () => main(event, context))
    }
  return Object.fromEntries(
    Object.entries(cloudFunctionsOf(path, maker)).map(([name, main]) => [name, asCaller(main)]),
  )
}

/** @throws Error with the server's own sentence */
async function asMaker({ server, appid, secret }: Maker, path: string, body: object): Promise<unknown> {
  const response = await fetch(server + path, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${appid}:${secret}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as { error?: { message: string } }
  if (response.ok) return answer
  throw Object.assign(new Error(answer.error?.message ?? `${path} answered ${response.status}`), {
    status: response.status,
  })
}
