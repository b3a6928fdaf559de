/** Reads server-sent events (HTML Standard, "Server-sent events") with lines that end as the server's do. */

export interface StreamMessage {
  /** The position behind it. */
  id: string
  /** Null: only the position is told. */
  data: string | null
}

/** @param onRetry told the pause, in milliseconds, that the server asks for before the next connection */
export async function* readEventStream(
  chunks: AsyncIterable<Uint8Array>,
  onRetry: (ms: number) => void,
): AsyncGenerator<StreamMessage> {
  let id = ''
  let told = ''
  let data: string[] = []
  for await (const line of lines(chunks)) {
    if (line === '') {
      if (data.length > 0 || id !== told) yield { id, data: data.length > 0 ? data.join('\n') : null }
      told = id
      data = []
      continue
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (field === 'data') data.push(value)
    else if (field === 'id') id = value
    else if (field === 'retry' && /^\d+$/.test(value)) onRetry(Number(value))
  }
}

/** What follows the last end of a line is not a whole one. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true })
    const whole = rest.split(/\r?\n/)
    rest = whole.pop() ?? ''
    yield* whole
  }
}
