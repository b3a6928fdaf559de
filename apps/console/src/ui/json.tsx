/** JSON, indented; what is none, as it is. */
export function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <figure className="grid min-w-0 gap-1">
      <figcaption className="text-quiet">{label}</figcaption>
      <pre className="rounded-lg bg-sunk p-3 text-xs whitespace-pre-wrap">{printed(value)}</pre>
    </figure>
  )
}

function printed(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2)
  try {
    return JSON.stringify(JSON.parse(value), null, 2)
  } catch {
    return value
  }
}
