// 设备票据，5 分钟内有效。 A ticket for one device, good for five minutes.
const cloud = require('wx-server-sdk')

cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV })

exports.main = async ({ sn, modelId }) => {
  const { OPENID } = cloud.getWXContext()
  // 在这里确认 OPENID 可以使用这台设备。 Here make sure that this person may have this device.
  const { snTicket } = await cloud.openapi.device.getSnTicket({ sn, model_id: modelId })
  return { openid: OPENID, snTicket }
}
