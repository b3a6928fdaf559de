import { useState } from 'react'
import { useMay } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RotateAppSecretDialog } from './rotate-app-secret-dialog.tsx'

export function SecretCard() {
  const text = useText()
  const owner = useMay('owner')
  const [rotating, setRotating] = useState(false)
  return (
    <Card
      title={text.app.secret}
      about={text.app.secretAbout}
      actions={
        owner && (
          <Button look="danger" onClick={() => setRotating(true)}>
            {text.app.rotate}
          </Button>
        )
      }
    >
      {rotating && <RotateAppSecretDialog onClose={() => setRotating(false)} />}
    </Card>
  )
}
