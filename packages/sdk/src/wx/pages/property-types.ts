/**
 * Types of a component's properties, for a script that runs in a realm of its own: its `String` is not the one that
 * the framework compares with.
 */

const OURS: Record<string, unknown> = { String, Number, Boolean, Array, Object, Function }

/** The same definition, with this realm's types in `properties`. */
export function withOurTypes(definition: object): object {
  const { properties } = definition as { properties?: Record<string, unknown> }
  if (typeof properties !== 'object' || properties === null) return definition
  const ours = Object.entries(properties).map(([name, property]) => [name, ofProperty(property)])
  return { ...definition, properties: Object.fromEntries(ours) }
}

function ofProperty(property: unknown): unknown {
  if (typeof property !== 'object' || property === null) return ofType(property)
  const { type, optionalTypes } = property as { type?: unknown; optionalTypes?: unknown[] }
  return {
    ...property,
    ...(type !== undefined && { type: ofType(type) }),
    ...(optionalTypes && { optionalTypes: Array.from(optionalTypes, ofType) }),
  }
}

/** A function of the framework's own (`null` means any type) is left as it is. */
function ofType(type: unknown): unknown {
  return typeof type === 'function' && Object.hasOwn(OURS, type.name) ? OURS[type.name] : type
}
