/** docs/events.md: every event that a back end is told of, made from the catalogue. */

import type { EVENTS as Events } from '@callgrant/protocol'

const json = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``
const cell = (text: unknown) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')

interface JsonSchema {
  $ref?: string
  type?: string | string[]
  description?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
}

/** @param schemaOf the JSON Schema of an event’s data @param sent how an event looks when it is sent */
export function eventsPage(
  events: typeof Events,
  schemaOf: (data: (typeof Events)[keyof typeof Events]['data']) => object,
  sent: (type: string, data: unknown) => object,
  note: string,
): string {
  const types = Object.entries(events)
  const sections = types.map(([type, { en, zh, data, example }]) => {
    const { properties = {} } = schemaOf(data) as JsonSchema
    const rows = Object.entries(properties).map(
      ([name, field]) => `| \`${name}\` | ${cell(typeOf(field))} | ${cell(field.description ?? '')} |`,
    )
    return `## ${type}

${en}

${zh}

| \`data.\` | type | |
| --- | --- | --- |
${rows.join('\n')}

${json(sent(type, example))}
`
  })
  return `# Events

${note}

What an app's back end is told of. \`GET /v1/events\` and \`backend.events()\` ([backend.md](backend.md)) have them as they
happen, as \`{id, type, at, data}\`; as [webhooks](webhooks.md) they are posted, with \`timestamp\` beside it. A newer server may
have more types: pass over those that you do not know. The schemas are also in \`/openapi.json\` of a running server, under
\`webhooks\`.

| type | |
| --- | --- |
${types.map(([type, { en }]) => `| [\`${type}\`](#${type.replace(/[^\w-]/g, '')}) | ${cell(en)} |`).join('\n')}

${sections.join('\n')}`
}

function typeOf(schema: JsonSchema): string {
  if (schema.$ref) return `\`${schema.$ref.replace(/.*\//, '')}\``
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ')
  if (schema.items) return `array of ${typeOf(schema.items)}`
  return [schema.type ?? 'object'].flat().join(' or ')
}
