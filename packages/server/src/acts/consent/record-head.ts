/** The ends of an app's chains, signed, to be kept where nobody who can change the store can change them (B3). */

import type { RecordHead } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { readProof, signProof } from '../../credentials/proof.ts'
import { CHAINS, type ChainHead, emptyChain } from '../../credentials/record-chain.ts'

type Kept = Pick<ChainHead, 'chain' | 'base_seq' | 'seq' | 'hash'>

/** Where both chains end now. */
export async function recordHead(ctx: Context, caller: { appid: string }): Promise<RecordHead> {
  const { appid } = caller
  const at = ctx.now()
  const chains: Kept[] = []
  for (const chain of CHAINS) {
    const { base_seq, seq, hash } = (await ctx.store.chains.find(appid, chain)) ?? emptyChain(appid, chain)
    chains.push({ chain, base_seq, seq, hash })
  }
  const content = { appid, at, chains }
  return { ...content, jws: await signProof(ctx.keys, 'callgrant-chain-head+json', content) }
}

/** @throws CallgrantError `bad_request` for one that this server did not sign for this app */
export async function readHead(ctx: Context, appid: string, jws: string): Promise<Kept[]> {
  const content = await readProof(ctx.keys, 'callgrant-chain-head+json', jws)
  const head = content as RecordHead | null
  if (head?.appid === appid) return head.chains
  throw new CallgrantError('bad_request', {
    faults: [{ parameter: 'head', message: 'should be a `jws` that this server signed for this app' }],
  })
}
