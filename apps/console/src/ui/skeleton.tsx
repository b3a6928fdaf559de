import { useText } from '../text/use-text.ts'

const WIDTHS = ['w-full', 'w-11/12', 'w-full', 'w-4/5', 'w-2/3']

/** Holds the place of what is being read. */
export function Skeleton({ rows = 5 }: { rows?: number }) {
  const text = useText()
  return (
    <div role="status" className="grid gap-3 py-2">
      <span className="sr-only">{text.states.loading}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          key={index}
          className={`waiting h-4 rounded bg-sunk ${WIDTHS[index % WIDTHS.length]}`}
        />
      ))}
    </div>
  )
}
