/** What the document shows of each operation beside its schema: a request and its answer as recorded, and a line for curl. */

import { type ApiExample, apiExamples } from './docs/api-examples.ts'

interface Operation {
  security?: Record<string, string[]>[]
  requestBody?: { content?: Record<string, object> }
  responses?: Record<string, { content?: Record<string, object> }>
}
interface Document {
  servers?: { url: string }[]
  paths?: Record<string, Record<string, Operation>>
}

const JSON_TYPE = 'application/json'

/** @param address of the server, for curl and where the settings name no public one */
export function withExamples(document: object, address: string): object {
  const examples = apiExamples()
  const { servers = [{ url: address }], paths = {}, ...rest } = document as Document
  const url = servers[0]?.url ?? address
  const described = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => {
        const route = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`
        return [method, withExample(operation, method, path, examples[route], url)]
      }),
    ),
  ])
  return { ...rest, servers, paths: Object.fromEntries(described) }
}

function withExample(
  operation: Operation,
  method: string,
  path: string,
  example: ApiExample | undefined,
  url: string,
): object {
  const { requestBody, responses = {} } = operation
  const body = requestBody?.content?.[JSON_TYPE]
  const answer = example && responses[example.status]?.content?.[JSON_TYPE]
  if (example && body) Object.assign(body, { example: example.body })
  if (example && answer) Object.assign(answer, { example: example.answer })
  return {
    ...operation,
    'x-codeSamples': [{ lang: 'Shell', label: 'curl', source: curl(operation, method, path, example, url) }],
  }
}

/** Credentials come from variables, as the command line names them. */
const CREDENTIALS: Record<string, string> = {
  backend: '-u "$CALLGRANT_APPID:$CALLGRANT_SECRET"',
  operator: '-H "authorization: Bearer $CALLGRANT_ADMIN_TOKEN"',
  person: '-H "authorization: Bearer $SESSION"',
  device: '-H "authorization: Bearer $DEVICE_TOKEN"',
}

function curl(
  { security = [] }: Operation,
  method: string,
  path: string,
  example: ApiExample | undefined,
  url: string,
): string {
  const [caller] = security.flatMap((one) => Object.keys(one))
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  const parts = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quoted(url + (example?.path ?? path))}`,
    ...(caller === undefined ? [] : [CREDENTIALS[caller] ?? '']),
    ...(example?.body === undefined
      ? []
      : [`-H 'content-type: application/json'`, `-d ${quoted(JSON.stringify(example.body))}`]),
  ]
  return parts.join(' \\\n  ')
}
