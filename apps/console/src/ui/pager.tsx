import type { Pages } from '../api/use-pages.ts'
import { useText } from '../text/use-text.ts'
import { Button } from './button.tsx'

/** To the page before and after, where there is one. */
export function Pager({ pages: { next, previous } }: { pages: Pick<Pages<unknown>, 'next' | 'previous'> }) {
  const text = useText()
  if (!next && !previous) return null
  return (
    <nav aria-label={text.pager.name} className="flex justify-end gap-2">
      <Button disabled={!previous} onClick={previous}>
        {text.pager.previous}
      </Button>
      <Button disabled={!next} onClick={next}>
        {text.pager.next}
      </Button>
    </nav>
  )
}
