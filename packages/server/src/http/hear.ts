/** Hears what the acts of one server in this process publish, until it closes. */

import type { Channel } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'

export function hear<Message extends { ctx: Context }>(
  app: FastifyInstance,
  ctx: Context,
  channel: Channel,
  handler: (message: Message) => void,
): void {
  const own = (message: unknown) => {
    if ((message as Message).ctx === ctx) handler(message as Message)
  }
  channel.subscribe(own)
  app.addHook('onClose', async () => void channel.unsubscribe(own))
}
