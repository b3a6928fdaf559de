/** /docs/socket: the AsyncAPI document of the WebSocket as a page to read. */

import { errorUrl } from './errors-page.ts'
import { escaped, json, page, prose } from './page.ts'

/** The parts of an AsyncAPI document that are read here. */
export interface AsyncApiDocument {
  info: { description: string }
  servers: { here: { host: string; protocol: string } }
  channels: { socket: { address: string } }
  components: { messages: Record<string, unknown> }
}

/** The parts of a JSON Schema that are read here. */
interface Schema {
  type?: string | string[]
  description?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  default?: unknown
}
interface Message {
  name: string
  payload: Schema
  examples: [{ payload: { error?: { code: string } } }]
}

export function socketPage(document: AsyncApiDocument): string {
  const messages = document.components.messages as Record<string, Message>
  const names = Object.keys(messages)
  const requests = names.filter((name) => `${name}.reply` in messages)
  const notices = names.filter((name) => name.startsWith('notice.'))
  const { host, protocol } = document.servers.here
  const url = `${protocol}://${host}${document.channels.socket.address}`
  const link = (name: string) =>
    `<li><a href="#${name}"><code>${escaped(messages[name]?.name ?? name)}</code></a></li>`
  const refused = messages.refused as Message
  return page(
    'WebSocket',
    `<p><code>${escaped(url)}</code></p>
<p>${prose(document.info.description)}</p>
<p>For programs: <a href="/asyncapi.json">/asyncapi.json</a>. On a command line, with
<a href="https://github.com/websockets/wscat">wscat</a>:</p>
${shell(`npx wscat -c ${url} --execute '${JSON.stringify(messages.sign_in?.examples[0].payload)}' --wait 60`)}
<nav aria-label="Messages">
<h2 id="messages">Messages</h2>
<h3>Requests</h3><ul>${requests.map(link).join('')}</ul>
<h3>Notices</h3><ul>${notices.map(link).join('')}</ul>
</nav>
<h2 id="requests">Requests and their replies</h2>
${requests.map((name) => request(name, messages)).join('\n')}
<h2 id="notices">Notices</h2>
${notices.map((name) => notice(name, messages[name] as Message)).join('\n')}
<h2 id="refused">A refused request</h2>
<p>Every code is in the <a href="/docs/errors">table of errors</a>; this one is
<a href="${errorUrl('not_authorized')}"><code>not_authorized</code></a>.</p>
${fields(refused, 'A refused request')}
${json(refused.examples[0].payload, 'Example of a refused request')}`,
  )
}

const shell = (line: string) =>
  `<pre tabindex="0" role="region" aria-label="Command line"><code>${escaped(line)}</code></pre>`

function request(name: string, messages: Record<string, Message>): string {
  const asked = messages[name] as Message
  const reply = messages[`${name}.reply`] as Message
  return `<section aria-labelledby="${name}">
<h3 id="${name}"><code>${escaped(name)}</code></h3>
${about(asked)}${fields(asked, `Fields of ${name}`)}
<h4>Request</h4>${json(asked.examples[0].payload, `Example of ${name}`)}
<h4>Reply</h4>${json(reply.examples[0].payload, `Example of the reply to ${name}`)}
</section>`
}

function notice(name: string, message: Message): string {
  // A request may have the same name.
  return `<section aria-label="Notice ${escaped(message.name)}">
<h3 id="${name}"><code>${escaped(message.name)}</code></h3>
${about(message)}${fields(message, `Fields of the notice ${message.name}`)}
${json(message.examples[0].payload, `Example of the notice ${message.name}`)}
</section>`
}

const about = ({ payload }: Message) => (payload.description ? `<p>${prose(payload.description)}</p>\n` : '')

function fields({ payload }: Message, what: string): string {
  const rows = Object.entries(payload.properties ?? {}).map(([name, schema]) => {
    const needed = payload.required?.includes(name) ? 'required' : ''
    return `<tr><th scope="row"><code>${escaped(name)}</code></th><td>${prose(formOf(schema))}</td><td>${needed}</td><td>${prose(schema.description ?? '')}</td></tr>`
  })
  return `<div class="wide" tabindex="0" role="region" aria-label="${escaped(what)}"><table>
<thead><tr><th scope="col">Field</th><th scope="col">Value</th><th scope="col">Needed</th><th scope="col">What</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`
}

/** What a value may be, in a few words. */
function formOf(schema: Schema): string {
  const either = schema.anyOf ?? schema.oneOf
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((one) => `\`${JSON.stringify(one)}\``).join(', ')
  if (either) return [...new Set(either.map(formOf))].join(' or ')
  const kind = [schema.type ?? 'anything'].flat().join(' or ')
  const of = schema.items ? ` of ${formOf(schema.items)}` : ''
  const otherwise = schema.default === undefined ? '' : `; default \`${JSON.stringify(schema.default)}\``
  return kind + of + otherwise
}
