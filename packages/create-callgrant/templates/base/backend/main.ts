/** The back end by itself, as it runs in production: `npm run build && npm run serve`. Development: `npm start`. */

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildApp } from './app.ts'
import { settingsFrom } from './settings.ts'

const dist = resolve(import.meta.dirname, '../dist')
const app = await buildApp({ ...settingsFrom(process.env), ...(existsSync(dist) && { pages: dist }) })
const host = process.env.HOST ?? '127.0.0.1'
const address = await app.listen({ host, port: Number(process.env.PORT ?? 3000) })
console.log(`The back end listens at ${address}`)

// Docker and systemd stop a program so: answer what was asked, and end.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void app.close())
