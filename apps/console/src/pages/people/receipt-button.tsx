import { useMutation } from '@tanstack/react-query'
import { useConsole } from '../../api/console-context.tsx'
import { usePreferences } from '../../preferences/preferences-provider.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { saveFile } from '../../ui/save-file.ts'

/** The signed receipt of one decision, as a page to print. */
export function ReceiptButton({ id }: { id: string }) {
  const text = useText()
  const { backend } = useConsole()
  const { language } = usePreferences()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => backend.consentRecords.receiptPage(id, language),
    onSuccess: (html) => saveFile(`receipt-${id}.html`, 'text/html', [html]),
  })
  return (
    <>
      <Button look="ghost" busy={isPending} onClick={() => mutate()}>
        {text.person.receipt}
      </Button>
      <ErrorNote error={error} />
    </>
  )
}
