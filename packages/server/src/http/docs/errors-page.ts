/** /docs/errors: every code that the server or the SDK answers, each with an anchor of its own, in both languages. */

import { ERRORS, type ErrorCode } from '@callgrant/protocol'
import { SENTENCES } from '@callgrant/protocol/errors/sentences'
import { escaped, page, prose } from './page.ts'

/** Where the entry of a code is. */
export const errorUrl = (code: ErrorCode) => `/docs/errors#${code}`

export function errorsPage(): string {
  const rows = (Object.entries(ERRORS) as [ErrorCode, (typeof ERRORS)[ErrorCode]][]).map(([code, row]) => {
    const { status, ...wechat } = row as { status: number; errCode?: number; errno?: number; reason?: string }
    const numbers = Object.entries(wechat).map(([name, value]) => `${name} ${value}`)
    return `<tr id="${code}"><th scope="row"><a href="#${code}"><code>${code}</code></a></th><td>${status}</td><td>${escaped(numbers.join(', '))}</td>
<td><p>${prose(SENTENCES.en[code])}</p><p lang="zh">${prose(SENTENCES.zh[code])}</p></td></tr>`
  })
  return page(
    'Errors',
    `<p>A refusal is <code>{"error": {"code", "message", …}}</code> over HTTP, and
<code>{"reply_to", "ok": false, "error"}</code> on the WebSocket. The code stays; the message says what to do, in English or
Chinese as <code>accept-language</code> asks. At the paths of WeChat’s host and in its SDK the numbers of WeChat stand for it.</p>
<div class="wide" tabindex="0" role="region" aria-label="All errors"><table>
<thead><tr><th scope="col">Code</th><th scope="col">HTTP</th><th scope="col">WeChat</th><th scope="col">What it means, and what to do</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`,
  )
}
