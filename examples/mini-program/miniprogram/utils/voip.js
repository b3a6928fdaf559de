// 硬件端有全局变量 wmpf，手机微信里没有。 Only a device has the global `wmpf`.
const isDevice = typeof wmpf !== 'undefined'

// wx.requestDeviceVoIP 和 wx.getDeviceVoIPList 不返回 Promise。 These two return no promise in WeChat.
function promised(api, option = {}) {
  return new Promise((success, fail) => wx[api]({ ...option, success, fail }))
}

const HINTS = {
  9: '对方没有授权这台设备，或已在设置中关闭。',
  10001: '已经授权过了。',
  10008: '票据不对或已过期，请重试。',
  10021: '已被拒绝或在设置中关闭，请到设置中打开。',
  '-12001': '小程序尚未开通设备接入或音视频能力。',
}

// 失败原因：一句话和错误码。 Why it failed: a sentence and the number.
function hint(error) {
  const code = error.errCode || error.errno
  const words = HINTS[code] || error.errMsg || error.message || String(error)
  return code ? `${words}（${code}）` : words
}

module.exports = { isDevice, promised, hint }
