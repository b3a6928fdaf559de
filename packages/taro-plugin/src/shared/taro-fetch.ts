/** `fetch` by Taro's own `request`, as far as the SDK uses it: text goes, text comes. */

import type Taro from '@tarojs/taro'

/** How long an answer may take, in milliseconds: the SDK's own limit needs `AbortSignal.timeout`. */
const TIMEOUT_MS = 15_000

export function taroFetch(taro: Pick<typeof Taro, 'request'>): typeof fetch {
  return async (input, init = {}) => {
    const { statusCode, data } = await taro.request({
      url: String(input),
      method: init.method ?? 'GET',
      header: { ...(init.headers as Record<string, string>) },
      ...(typeof init.body === 'string' && { data: init.body }),
      // The SDK reads the text itself: not every platform leaves what is no JSON alone.
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
