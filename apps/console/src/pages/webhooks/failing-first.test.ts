import type { Webhook } from '@callgrant/protocol'
import { expect, it } from 'vitest'
import { failingFirst } from './failing-first.ts'

const webhook = (webhook_id: string, more: Partial<Webhook> = {}): Webhook => ({
  webhook_id,
  url: 'https://a.example',
  types: null,
  enabled: true,
  created_at: 0,
  succeeded_at: null,
  retry_at: null,
  failing_since: null,
  previous_secret_until: null,
  ...more,
})

it('shows what failed first, then what is tried again, and leaves the others in their order', () => {
  const all = [
    webhook('good-1'),
    webhook('retried', { retry_at: 5 }),
    webhook('good-2'),
    webhook('failed', { failing_since: 1, retry_at: 9 }),
  ]
  expect(failingFirst(all).map(({ webhook_id }) => webhook_id)).toEqual([
    'failed',
    'retried',
    'good-1',
    'good-2',
  ])
})
