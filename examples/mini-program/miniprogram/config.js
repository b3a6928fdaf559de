// 换成自己的：在公众平台注册设备得到 modelId；contacts 由你的后台给出。
// Yours go here: modelId comes from the device's registration; contacts would come from your back end.
module.exports = {
  modelId: 'm_door',
  device: { sn: 'door-1', name: '前门' },
  group: { name: '小区大门', sns: ['door-1', 'door-2'] },
  contacts: [
    { openid: 'parent', name: '妈妈' },
    { openid: 'grandpa', name: '爷爷' },
  ],
}
