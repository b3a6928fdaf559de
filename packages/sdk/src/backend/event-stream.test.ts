import { describe, expect, it } from 'vitest'
import { readEventStream } from './event-stream.ts'

describe('server-sent events', () => {
  const read = async (...chunks: (string | Uint8Array)[]) => {
    const bytes = chunks.map((chunk) => (typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk))
    const pauses: number[] = []
    const messages = await Array.fromAsync(
      readEventStream(
        (async function* () {
          yield* bytes
        })(),
        (ms) => pauses.push(ms),
      ),
    )
    return { messages, pauses }
  }

  it('reads id, data and retry, with either line end, and passes over comments and other fields', async () => {
    for (const end of ['\n', '\r\n']) {
      const text = [':', 'retry: 500', '', 'id: 1', 'event: x', 'data: a', 'data:b', '', 'data: c', '', '']
      expect(await read(text.join(end))).toEqual({
        messages: [
          { id: '1', data: 'a\nb' },
          { id: '1', data: 'c' },
        ],
        pauses: [500],
      })
    }
  })

  it('puts together what arrives in pieces, also half a character or half a line end', async () => {
    const bytes = new TextEncoder().encode('data: 门铃\r\n\r\n')
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte))
    expect((await read(...pieces)).messages).toEqual([{ id: '', data: '门铃' }])
  })

  it('passes over an event that was cut off, and a pause that is no number', async () => {
    expect(await read('retry: soon\n\ndata: a\n\ndata: b\n')).toEqual({
      messages: [{ id: '', data: 'a' }],
      pauses: [],
    })
  })
})
