import type { ReactNode } from 'react'

/** Names and what they are, in two columns where there is room. */
export function Facts({ rows }: { rows: [name: string, value: ReactNode][] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-4 gap-y-2 sm:grid-cols-[minmax(0,max-content)_minmax(0,1fr)] sm:gap-x-6">
      {rows.map(([name, value]) => (
        <div key={name} className="col-span-2 grid grid-cols-subgrid items-baseline">
          <dt className="text-quiet">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  )
}
