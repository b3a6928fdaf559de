/** The examples of /openapi.json: requests to a real server and what it answered, recorded by `npm run examples`. */

import { readFileSync } from 'node:fs'

export interface ApiExample {
  /** The path with its parameters and query. */
  path: string
  body?: unknown
  status: number
  answer: unknown
}

/** By method and route, as `POST /v1/apps`. */
export type ApiExamples = Record<string, ApiExample>

/** Read when the document is first asked for. */
export function apiExamples(): ApiExamples {
  return JSON.parse(
    readFileSync(new URL('../../../api-examples.json', import.meta.url), 'utf8'),
  ) as ApiExamples
}
