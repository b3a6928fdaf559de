import { onDevice } from './side.js'

const settings = { sn: 'door-1' }
if (onDevice) settings.sn = wmpf.getDeviceSerialNumberSync().serialNumber

export default settings
