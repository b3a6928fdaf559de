/** docs/wmpf-voip.md: the calling plugin as it is here, and every number of WeChat's table. */

import type { VOIP_CODES } from '../../packages/wechat/src/plugin/codes.ts'

const INTRODUCTION = `\`requirePlugin('wmpf-voip').default\` is WeChat's calling plugin over Callgrant: the same functions, events and numbers, on
a phone and on a device. \`createWx\` of \`@callgrant/wechat\` makes it; its own declarations, which WeChat does not publish,
are \`@callgrant/wechat/wmpf-voip\` (beside \`miniprogram-api-typings\`) and \`@callgrant/wechat/wmpf-voip-alone\` (without).

\`\`\`js
const wmpfVoip = requirePlugin('wmpf-voip').default
wmpfVoip.onVoipEvent(({ eventName, roomId, data }) => console.log(eventName, roomId, data))
const { isSuccess, errCode, errMsg } = await wmpfVoip.initByCaller({
  roomType: 'video', businessType: 1, caller: { id: sn }, listener: { id: openid },
})
if (isSuccess) wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH })
\`\`\`

## The call page

\`\`\`mermaid
flowchart LR
  placed["initByCaller, callDevice, callWMPF:<br>it rings"] -->|"the app opens CALL_PAGE_PATH"| page
  rung["a call comes in"] -->|"opens by itself (reLaunch)"| page
  page["call page<br>joins the room, talks"] -->|"over, and closed"| end_["end page, else where one came from"]
  page -->|"left before the end"| unload["the call ends: unloadCallPage"]
\`\`\`

A call rings from the moment it is placed, and its room is joined when the page is shown. An app that forgets to go there
sees here what it would see in WeChat: the other side answers, waits 20 seconds, and the call is aborted
(\`listener waitOtherToJoin timeout\`).

A host may launch a device straight into the call page, as WeChat's does for an incoming call: open the Mini Program with
\`path: 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin?roomType=video&callerName=…'\`
(\`launch({ path })\` of the runtime, \`open(folder, { path })\` of the emulator, \`&path=\` behind the address of the browser
page). The call that rings is shown on it; with \`&isClickedHangOnBtn=1\` it is answered at once.

The person sees a device by the name that they agreed to. The device sees the person by the name that the caller gave:
\`listener.name\` or \`caller.name\` of \`initByCaller\`, \`nickName\` of \`callWMPF\` and \`callDevice\`; without one, their openid.

## What differs from WeChat

- A call that comes in opens the call page at once, and rings there; WeChat shows its reminder first.
- Opening the call page again while it is open draws it anew, and the call goes on; WeChat's call breaks.
- \`businessType\` 2 takes a \`voipToken\` as WeChat does, or \`modelId\` in its place.
- \`miniprogramState\` and \`envVersion\` are checked and change nothing: there is one version of an app.
- Number 12 comes in development and trial versions too: what the operator shut, a client's word does not open.
- \`keepTime\` of every event is in whole seconds of talk, counted from \`startVoip\`: WeChat names no unit, and the
  public program that bills by it reads seconds. Bill by that of \`finishVoip\`; a call that was not answered has 0.
- An error 1004 has \`faults\` beside \`errMsg\`: one \`{parameter, message}\` for each wrong parameter.
- With no end page set, closing the call page leads back to the page one came from; WeChat closes the Mini Program.
- \`joinFailCaller\` and \`joinFailListener\` have an \`errCode\` in \`data\` beside \`errMsg\` and \`message\`.
- \`setUIConfig\`: \`handsFree\` changes nothing in a browser, which has no earpiece. A value that cannot be used is left at its
  default. What is set later joins what was set before.
- The app's own button tells \`showCustomBox\` and, tapped again or at the end, \`hideCustomBox\`; the component of
  \`genericsImplementation\` is not put on the page.
- \`callDevice\`: \`nickName\` is shown on the device. The \`encodeVideo…\` hints are checked; WebRTC adapts by itself.
- The \`camera-device\` component and the functions of face-pay terminals are not there (1011).
`

/** @param note the line that says that the page is made */
export function wmpfVoipPage(codes: typeof VOIP_CODES, note: string): string {
  const rows = Object.entries(codes).map(([code, { side, how, en }]) => {
    const where = side === 'person' ? 'phone' : (side ?? 'no')
    return `| ${code} | ${en} | ${where} | ${how} |`
  })
  return [
    `# The plugin wmpf-voip\n\n${note}\n\n${INTRODUCTION}`,
    '## Numbers',
    '',
    'Each that can occur is brought about by a test, `packages/wechat/src/plugin/codes.integration.test.ts`.',
    '',
    '| errCode | meaning | here, on which side | how, or why not |\n| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
