import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../text/use-text.ts'
import { Button } from './button.tsx'

/** Puts a text into the clipboard. */
export function CopyButton({ value }: { value: string }) {
  const text = useText()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    setCopied(true)
  }
  const Icon = copied ? Check : Copy
  return (
    <Button onClick={() => void copy().catch(() => setCopied(false))} onBlur={() => setCopied(false)}>
      <Icon aria-hidden="true" size={15} />
      <span aria-live="polite">{copied ? text.acts.copied : text.acts.copy}</span>
    </Button>
  )
}
