/** One app, for its back end or the operator. */

import type { App } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { toApp } from '../wire.ts'

/** @throws CallgrantError `app_unknown` */
export async function getApp(ctx: Context, appid: string): Promise<App> {
  const row = await ctx.store.apps.find(appid)
  if (!row) throw new CallgrantError('app_unknown')
  return toApp(row)
}
