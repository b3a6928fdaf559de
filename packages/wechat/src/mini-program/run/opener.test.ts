/** `wx.navigateTo` with `events`, between two pages that run. */

import { expect, test } from 'vitest'
import { programOf } from '../../../test/mini-program-fixture.ts'
import type { EventChannel } from '../../wx/api/event-channel.ts'
import { createWx } from '../../wx/create-wx.ts'
import type { PageStack } from '../../wx/pages/page-stack.ts'
import { createMiniProgram } from './mini-program.ts'

test('the page that is opened talks with its opener, and both hear each other', async () => {
  const heard: unknown[] = []
  const { wx, requirePlugin, host } = createWx({
    server: 'http://127.0.0.1:9',
    appid: 'wx1',
    session: 's',
  })
  const mini = createMiniProgram({
    program: programOf({
      parts: {
        'pages/a/a': { script: ({ Page }) => Page({}) },
        'pages/b/b': {
          script: ({ Page }) =>
            Page({
              onLoad(this: { getOpenerEventChannel(): EventChannel }) {
                const channel = this.getOpenerEventChannel()
                channel.emit('opened', 'b')
                channel.on('door', (sn: string) => heard.push(['b heard', sn]))
              },
            }),
        },
      },
    }),
    wx,
    requirePlugin,
    stack: host.platform.navigator as PageStack,
  })
  await mini.launch()
  const opened = (name: string) => heard.push(['a heard', name])
  const { eventChannel } = await wx.navigateTo({ url: '/pages/b/b', events: { opened } })
  eventChannel.emit('door', 'door-1')
  expect(heard).toEqual([
    ['a heard', 'b'],
    ['b heard', 'door-1'],
  ])
  // The first page was opened by nobody: what it says is not heard, and nothing breaks.
  await wx.navigateBack()
  const { getOpenerEventChannel } = mini.page.instance as unknown as { getOpenerEventChannel(): EventChannel }
  getOpenerEventChannel().emit('opened', 'a')
  expect(heard).toHaveLength(2)
  mini.close()
})
