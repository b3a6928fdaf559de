/**
 * For routes that answer often: what they answer is made into text by Fastify's own serializer, compiled once from the JSON
 * Schema of the answer. It writes the fields of the schema and no other, and checks no values: acts are typed by it.
 */

import build, { type AnySchema } from 'fast-json-stringify'
import type { FastifySchema, FastifySerializerCompiler } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'

/** Answers of other statuses are refusals, and as everywhere. */
export const compiledSerializer: FastifySerializerCompiler<FastifySchema> = (route) => {
  // As everywhere in this app, schemas are zod's.
  const schema = route.schema as unknown as z.ZodType
  return route.httpStatus === '200' ? build(jsonSchemaOf(schema)) : serializerCompiler({ ...route, schema })
}

function jsonSchemaOf(schema: z.ZodType): AnySchema {
  return z.toJSONSchema(schema, {
    target: 'draft-7',
    override({ jsonSchema }) {
      // Of a value that is null or one other thing nothing needs to be tried.
      const [one, ...others] = jsonSchema.anyOf?.filter(({ type }) => type !== 'null') ?? []
      if (!one || others.length > 0) return
      delete jsonSchema.anyOf
      Object.assign(jsonSchema, one, { nullable: true })
    },
  }) as AnySchema
}
