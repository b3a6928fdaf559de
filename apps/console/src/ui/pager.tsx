import { useRef } from 'react'
import type { Pages } from '../api/use-pages.ts'
import { useText } from '../text/use-text.ts'
import { Button } from './button.tsx'

/** To the page before and after, where there is one. It stands below its list, the beginning of which is shown then. */
export function Pager({ pages: { next, previous } }: { pages: Pick<Pages<unknown>, 'next' | 'previous'> }) {
  const text = useText()
  const nav = useRef<HTMLElement>(null)
  if (!next && !previous) return null
  const turn = (go: (() => void) | undefined) => {
    go?.()
    nav.current?.parentElement?.scrollIntoView({ block: 'start' })
  }
  return (
    <nav ref={nav} aria-label={text.pager.name} className="flex justify-end gap-2">
      <Button disabled={!previous} onClick={() => turn(previous)}>
        {text.pager.previous}
      </Button>
      <Button disabled={!next} onClick={() => turn(next)}>
        {text.pager.next}
      </Button>
    </nav>
  )
}
