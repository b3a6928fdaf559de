import { Button, Text, View } from '@tarojs/components'
import { useState } from 'react'
import { useDeviceCalls } from 'taro-plugin-callgrant/react'
import { fetchTicket } from './back-end'

const CONNECTION = {
  idle: '尚未连接',
  connecting: '正在连接…',
  online: '在线，设备可以呼叫这里',
  offline: '连接已断开，正在重试…',
  refused: '登录被拒绝',
  closed: '已退出',
}

const STAGE = { incoming: '来电', calling: '正在呼叫', connecting: '正在接通', talking: '通话中' }

const END = {
  hung_up: '已挂断',
  rejected: '已拒绝',
  cancelled: '已取消',
  timeout: '无人接听',
  busy: '对方正忙',
  aborted: '已中断',
}

/** 用 useDeviceCalls 自己画的一小块：在线与否、正在和谁通话、上一次怎样结束、呼叫设备。 */
export function DeviceCalls({ sn }: { sn: string }) {
  const { connection, problem, stage, peerName, seconds, end, missed, clearMissed, callDevice } =
    useDeviceCalls()
  const [refusal, setRefusal] = useState('')

  const call = async () => {
    setRefusal('')
    try {
      const { model_id } = await fetchTicket(sn)
      await callDevice({ roomType: 'video', sn, modelId: model_id, nickName: '住户' })
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error))
    }
  }

  return (
    <View className="card">
      <View className="title">来电</View>
      <View className="status">
        <View className={`dot ${connection}`} />
        <Text id="connection">{CONNECTION[connection]}</Text>
      </View>
      {problem && connection !== 'online' && <View className="note bad">{problem.message}</View>}
      {stage !== 'idle' && (
        <View className="note" id="stage">
          {STAGE[stage]}：{peerName} {stage === 'talking' && `${seconds} 秒`}
        </View>
      )}
      {end && (
        <View className="note" id="end">
          上次通话：{END[end.reason]}
        </View>
      )}
      {missed.length > 0 && (
        <View className="note" id="missed" onClick={clearMissed}>
          未接来电：
          {missed.map(({ roomId, peerName, at }) => (
            <View key={roomId}>
              {peerName} {new Date(at).toLocaleTimeString()}
            </View>
          ))}
        </View>
      )}
      {refusal && <View className="note bad">{refusal}</View>}
      {connection === 'online' && (
        <Button className="button" id="call" onClick={call}>
          呼叫前门
        </Button>
      )}
    </View>
  )
}
