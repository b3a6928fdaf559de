import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DeviceFields } from '../devices/device-fields.tsx'
import { WhyAnswer } from './why-answer.tsx'

/** “Why can this device not ring her?” The question stands in the address, so that the answer can be sent. */
export function WhyCard({ openid }: { openid: string }) {
  const text = useText()
  const { appid } = useConsole()
  const asked = useSearch({ from: '/$appid/people/$openid' })
  const navigate = useNavigate()
  const [device, setDevice] = useState({ model_id: asked.model_id ?? '', sn: asked.sn ?? '' })
  const ask = () =>
    navigate({
      to: '/$appid/people/$openid',
      params: { appid, openid },
      search: { ...asked, ...device },
      replace: true,
    })
  return (
    <Card title={text.why.title} about={text.why.about}>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <DeviceFields value={device} onChange={setDevice} />
        <Button type="submit" disabled={device.model_id === '' || device.sn === ''}>
          {text.why.ask}
        </Button>
      </form>
      {asked.model_id && asked.sn && (
        <WhyAnswer question={{ openid, model_id: asked.model_id, sn: asked.sn }} />
      )}
    </Card>
  )
}
