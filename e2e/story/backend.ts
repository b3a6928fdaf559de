/**
 * A back end that nobody configured: it knows the server, its appid and its secret, and registers its own webhook. Each
 * event that it is sent is verified, and kept in a file as one line of JSON. A process of its own, so that it can be killed.
 */

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createBackend } from '@callgrant/sdk/backend'
import { Webhook } from 'standardwebhooks'

const { STORY_SERVER: server = '', STORY_APPID: appid = '', STORY_SECRET: secret = '' } = process.env
const { STORY_FOLDER: folder = '', STORY_PORT = '0' } = process.env
const [kept, secretFile] = [join(folder, 'events.jsonl'), join(folder, 'webhook-secret')]

const url = `http://127.0.0.1:${STORY_PORT}/events`
const http = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString()
  const line = { id: request.headers['webhook-id'], received: Date.now() }
  try {
    const event = new Webhook(readFileSync(secretFile, 'utf8')).verify(
      body,
      request.headers as Record<string, string>,
    )
    appendFileSync(kept, `${JSON.stringify({ ...line, verified: true, event })}\n`)
    response.writeHead(204).end()
  } catch (error) {
    appendFileSync(kept, `${JSON.stringify({ ...line, verified: false, why: String(error) })}\n`)
    response.writeHead(400).end()
  }
})
http.listen(Number(STORY_PORT), '127.0.0.1', async () => {
  if (!existsSync(secretFile)) {
    const backend = createBackend({ server, appid, secret })
    const webhook = await backend.webhooks.create({ url })
    writeFileSync(secretFile, webhook.secret, { mode: 0o600 })
  }
  process.stdout.write('ready\n')
})
