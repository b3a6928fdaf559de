/** `fetch` implemented with `Taro.request`, as far as the SDK uses it: text bodies only. */

import type Taro from '@tarojs/taro'

/** How long an answer may take, in milliseconds. The SDK's own limit needs `AbortSignal.timeout`. */
const TIMEOUT_MS = 15_000

export function taroFetch(taro: Pick<typeof Taro, 'request'>): typeof fetch {
  return async (input, init = {}) => {
    const method = init.method ?? 'GET'
    // Without a body Taro sends `{}` and no content type.
    const body = typeof init.body === 'string' || method === 'GET' ? init.body : '{}'
    const { statusCode, data } = await taro.request({
      url: String(input),
      method,
      header: { ...(body === '{}' && JSON_TYPE), ...(init.headers as Record<string, string>) },
      ...(typeof body === 'string' && { data: body }),
      // The SDK parses the text, because not every platform passes on text that is no JSON.
      dataType: 'text',
      responseType: 'text',
      timeout: TIMEOUT_MS,
    })
    return {
      ok: statusCode >= 200 && statusCode < 300,
      status: statusCode,
      text: async () => (typeof data === 'string' ? data : JSON.stringify(data)),
    } as Response
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }
