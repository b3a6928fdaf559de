import { Link } from '@tanstack/react-router'
import { useText } from '../text/use-text.ts'
import { Page } from '../ui/page.tsx'

export function NotFoundPage() {
  const text = useText()
  return (
    <Page title={text.notFound.title} about={text.notFound.about}>
      <Link to="/" className="row-link">
        {text.notFound.back}
      </Link>
    </Page>
  )
}
