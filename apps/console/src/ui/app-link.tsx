import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useConsole } from '../api/console-context.tsx'

/** To the page of one person of the app that is looked at. */
export function PersonLink({ openid }: { openid: string }) {
  const { appid } = useConsole()
  return (
    <Link to="/$appid/people/$openid" params={{ appid, openid }} className="row-link">
      {openid}
    </Link>
  )
}

export function DeviceLink({
  model_id,
  sn,
  children,
}: {
  model_id: string
  sn: string
  children?: ReactNode
}) {
  const { appid } = useConsole()
  return (
    <Link to="/$appid/devices/$modelId/$sn" params={{ appid, modelId: model_id, sn }} className="row-link">
      {children ?? sn}
    </Link>
  )
}

export function GroupLink({ groupId, children }: { groupId: string; children?: ReactNode }) {
  const { appid } = useConsole()
  return (
    <Link to="/$appid/groups/$groupId" params={{ appid, groupId }} className="row-link">
      {children ?? groupId}
    </Link>
  )
}

export function CallLink({ roomId, children }: { roomId: string; children?: ReactNode }) {
  const { appid } = useConsole()
  return (
    <Link to="/$appid/calls/$roomId" params={{ appid, roomId }} className="row-link">
      {children ?? roomId}
    </Link>
  )
}
