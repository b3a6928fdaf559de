/** Where other machines on the local network reach this one; for `serve --dev --lan`. */

import { networkInterfaces } from 'node:os'
import type { FastifyInstance } from 'fastify'
import type { Settings } from '../config/settings.ts'

/** IPv4 addresses of this machine, without loopback. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => !entry.internal && entry.family === 'IPv4')
    .map((entry) => entry.address)
}

/** Where a phone on the same network finds the pages; empty without `--lan`. */
export function lanUrls(app: FastifyInstance, settings: Settings): string[] {
  if (!settings.lan) return []
  const bound = app.server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : settings.port
  return lanAddresses().map((address) => `https://${address}:${port}`)
}
