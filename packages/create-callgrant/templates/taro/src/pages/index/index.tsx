import { Button, Text, View } from '@tarojs/components'
import Taro, { useDidShow } from '@tarojs/taro'
import { useState } from 'react'
import { useDeviceCalls } from 'taro-plugin-callgrant/react'
import { MODEL } from '../../../shared'
import { fetchHome, fetchTicket, type Home, signIn, testRing } from '../../back-end'
import { isChinese, texts } from '../../texts'

type Status = keyof typeof texts.status

export default function Index() {
  const [home, setHome] = useState<Home | null>(null)
  const [status, setStatus] = useState<Record<string, Status>>({})
  const [problem, setProblem] = useState('')

  const read = async () => {
    // Nobody is signed in yet: then there is nothing to list.
    const found = await fetchHome().catch(() => null)
    setHome(found)
    if (!found) return
    const { list } = await Taro.getDeviceVoIPList()
    setStatus(Object.fromEntries(list.map((row) => [row.sn, row.status === 1 ? 'allowed' : 'refused'])))
  }
  useDidShow(() => void read())

  /** Runs what a tap does, says what went wrong, and reads anew. */
  const act = (work: () => Promise<unknown>) => async () => {
    setProblem('')
    try {
      await work()
    } catch (error) {
      setProblem((error as { errMsg?: string; message?: string }).errMsg ?? (error as Error).message)
    }
    await read()
  }

  const allow = ({ sn, name, nameZh }: Home['doors'][number]) =>
    act(async () => {
      const snTicket = await fetchTicket(sn)
      await Taro.requestDeviceVoIP({
        sn,
        snTicket,
        modelId: MODEL.model_id,
        deviceName: isChinese ? nameZh : name,
      })
    })

  return (
    <View className="index">
      <View className="heading">{texts.title}</View>
      <View className="quiet">{texts.lead}</View>
      {problem !== '' && <View className="problem">{problem}</View>}
      {home === null ? (
        <View className="card">
          <View>{texts.signInLead}</View>
          {['Alice', 'Bob'].map((name) => (
            <Button key={name} className="button green" onClick={act(() => signIn(name.toLowerCase()))}>
              {texts.signIn(name)}
            </Button>
          ))}
        </View>
      ) : (
        <>
          {/* From here on this app is rung, also while no call goes on. */}
          {process.env.TARO_PLATFORM === 'web' && <Online />}
          {home.doors.map((door) => {
            const now = status[door.sn] ?? 'none'
            return (
              <View className="card" key={door.sn}>
                <View className="row">
                  <Text className="name">{isChinese ? door.nameZh : door.name}</Text>
                  <Text className={`pill ${now}`}>{texts.status[now]}</Text>
                </View>
                {now === 'none' ? (
                  <Button className="button green" onClick={allow(door)}>
                    {texts.allow}
                  </Button>
                ) : (
                  <Button
                    className="button green"
                    disabled={now === 'refused'}
                    onClick={act(() => testRing(door.sn))}
                  >
                    {texts.testRing}
                  </Button>
                )}
              </View>
            )
          })}
          <Button className="button" onClick={act(() => Taro.openSetting())}>
            {texts.settings}
          </Button>
        </>
      )}
    </View>
  )
}

/** Connects to the Callgrant server. */
function Online() {
  const { connection, problem } = useDeviceCalls()
  return <View className="quiet">{problem && connection !== 'online' ? problem.message : connection}</View>
}
