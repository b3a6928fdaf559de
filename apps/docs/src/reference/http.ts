/** The page of the HTTP API, from the document that a server has at `/openapi.json`. */

import { createMemoryService } from 'callgrant'
import { row } from './table.ts'

/** What is read here of a JSON Schema. */
interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  enum?: unknown[]
  const?: unknown
}

interface Content {
  'application/json'?: { schema?: Schema; example?: unknown; examples?: Record<string, { value?: unknown }> }
}

interface Operation {
  tags?: string[]
  summary?: string
  description?: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[]
  requestBody?: { content?: Content }
  responses?: Record<string, { description?: string; content?: Content }>
  security?: Record<string, unknown>[]
}

interface Document {
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, { description?: string }> }
}

const ABOUT =
  'Every request that the service answers, as its `/openapi.json` says it; `/docs` of a running server has the same to try. ' +
  'Bodies are JSON. A refusal is `{"error": {"code", "message"}}` with a code of [this list](/reference/errors).'

/** A body of more fields than this is told in its own words, not field by field. */
const MOST_ALTERNATIVES = 4

export async function httpPage(): Promise<string> {
  const document = await describe()
  let page = `# HTTP\n\n${ABOUT}\n\n`
  for (const { name, description } of document.tags) {
    page += `## ${name}\n\n${description}\n\n`
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (operation.tags?.[0] === name) page += entry(document, method, path, operation)
      }
    }
  }
  return page
}

async function describe(): Promise<Document> {
  const service = await createMemoryService({ logLevel: 'silent' })
  await service.start()
  const answer = await fetch(`${service.address}/openapi.json`)
  await service.close()
  return (await answer.json()) as Document
}

function entry(document: Document, method: string, path: string, operation: Operation): string {
  let text = `### \`${method.toUpperCase()} ${path}\`\n\n${plain(operation.summary ?? '')}.\n\n`
  if (operation.description) text += `${plain(operation.description)}\n\n`
  text += `Credential: ${credentialOf(document, operation) || 'no credential'}\n\n`
  const body = operation.requestBody?.content?.['application/json']
  const fields = [
    ...(operation.parameters ?? []).map(({ name, in: where, required, description, schema }) => ({
      name: `\`${name}\` (${where})`,
      schema: { ...schema, ...(description !== undefined && { description }) } as Schema,
      required: required === true,
    })),
    ...fieldsOf(document, body?.schema),
  ]
  text += table(document, fields)
  text += exampleOf(body)
  const [status, answer] =
    Object.entries(operation.responses ?? {}).find(([key]) => key.startsWith('2')) ?? []
  const json = answer?.content?.['application/json']
  if (status && json?.schema) {
    text += `**Answer** ${status}\n\n${answerTable(document, fieldsOf(document, json.schema))}`
    text += exampleOf(json)
  }
  const codes = Object.entries(operation.responses ?? {})
    .filter(([key]) => Number(key) >= 400)
    .flatMap(([key, { description = '' }]) =>
      [...description.matchAll(/`([a-z_]+)`\]\([^)]*\): /g)].map(([, code]) => `\`${code}\` (${key})`),
    )
  if (codes.length > 0) text += `**Refusals** ${codes.join(', ')}\n\n`
  return text
}

function credentialOf({ components }: Document, { security = [] }: Operation): string {
  return security
    .flatMap((one) => Object.keys(one))
    .map((name) => components.securitySchemes[name]?.description ?? name)
    .join(' / ')
}

interface Field {
  name: string
  schema: Schema
  required: boolean
}

function fieldsOf(document: Document, schema: Schema | undefined): Field[] {
  const { properties = {}, required = [] } = resolved(document, schema ?? {})
  return Object.entries(properties).map(([name, field]) => ({
    name: `\`${name}\``,
    schema: field,
    required: required.includes(name),
  }))
}

function table(document: Document, fields: Field[]): string {
  if (fields.length === 0) return ''
  let text = row('field', 'value', '', 'what') + row('---', '---', '---', '---')
  for (const { name, schema, required } of fields) {
    text += row(name, wordsOf(document, schema), required ? 'required' : '', aboutOf(document, schema))
  }
  return `${text}\n`
}

/** Of an answer all fields are there, but for those that say otherwise. */
function answerTable(document: Document, fields: Field[]): string {
  if (fields.length === 0) return ''
  let text = row('field', 'value', 'what') + row('---', '---', '---')
  for (const { name, schema } of fields) {
    text += row(name, wordsOf(document, schema), aboutOf(document, schema))
  }
  return `${text}\n`
}

const aboutOf = (document: Document, schema: Schema) =>
  plain(schema.description ?? resolved(document, schema).description ?? '')

function wordsOf(document: Document, given: Schema): string {
  const schema = resolved(document, given)
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ')
  const ways = schema.anyOf ?? schema.oneOf
  if (ways) {
    if (ways.length > MOST_ALTERNATIVES) return 'object'
    return [...new Set(ways.map((way) => wordsOf(document, way)))].join(', ')
  }
  if (schema.type === 'array') return `array: ${wordsOf(document, schema.items ?? {})}`
  if (schema.properties) return `object: ${Object.keys(schema.properties).join(', ')}`
  return Array.isArray(schema.type) ? schema.type.join(', ') : (schema.type ?? 'any')
}

function resolved({ components }: Document, schema: Schema): Schema {
  if (!schema.$ref) return schema
  return components.schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)] ?? {}
}

function exampleOf(content: Content['application/json']): string {
  const example = content?.example ?? Object.values(content?.examples ?? {})[0]?.value
  if (example === undefined) return ''
  return `An example:\n\n\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\`\n\n`
}

/** Text of the document, which is Markdown but for what Vue would take for an element. */
const plain = (text: string) => text.replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;').trim()
