/** The words of the door's page. */

const en = {
  title: 'Front door',
  starting: 'Starting…',
  ready: 'Online',
  connection: {
    idle: 'Not connected',
    connecting: 'Connecting…',
    online: 'Online',
    offline: 'Offline, trying again…',
    refused: 'Signed out',
    closed: 'Not connected',
  },
  serial: (sn: string) => `Serial number ${sn}, registered with a key of its own`,
  contact: 'Alice',
  status: { unknown: 'Checking…', 1: 'Agreed to be rung', 0: 'Has not agreed' },
  ring: 'Ring',
  ringVideo: 'Ring with picture',
  ringVoice: 'Ring with voice',
  refused:
    'Refused by the server: Alice has not agreed, or has withdrawn it. Ask on her phone, or let her switch it on in its settings.',
  failed: (words: string) => `The ring was refused. ${words}`,
  signedOut: 'This door was signed out: it was registered elsewhere, or the server has forgotten it.',
  otherKey: 'This door is registered in another browser already. Only its own key can sign it in.',
  takeOver: 'Take it over here',
  startFailed: (words: string) => `The door could not start. ${words}`,
  generated:
    'Camera or microphone cannot be used, so a generated picture and tone are sent. Allow them in the browser to send your own.',
  retry: 'Try again',
}

export type DoorTexts = typeof en

const zh: DoorTexts = {
  title: '大门',
  starting: '正在启动…',
  ready: '在线',
  connection: {
    idle: '未连接',
    connecting: '连接中…',
    online: '在线',
    offline: '已断开，正在重试…',
    refused: '已退出登录',
    closed: '未连接',
  },
  serial: (sn) => `序列号 ${sn}，已用自己的密钥注册`,
  contact: '李静',
  status: { unknown: '正在查询…', 1: '已同意被呼叫', 0: '未同意' },
  ring: '呼叫',
  ringVideo: '视频呼叫',
  ringVoice: '语音呼叫',
  refused: '服务器已拒绝：李静没有同意，或已撤回同意。请在她的手机上请求授权，或由她在设置中开启。',
  failed: (words) => `呼叫被拒绝。${words}`,
  signedOut: '此门已退出登录：它已在别处注册，或服务器已不认识它。',
  otherKey: '此门已在另一个浏览器中注册，只有那边的密钥才能登录。',
  takeOver: '改由此处使用',
  startFailed: (words) => `门无法启动。${words}`,
  generated: '无法使用摄像头或麦克风，因此发送生成的画面和声音。如需发送自己的，请在浏览器中允许。',
  retry: '重试',
}

export const DOOR_TEXTS = { en, zh }
