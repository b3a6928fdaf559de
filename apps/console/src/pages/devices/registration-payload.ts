/** What the code for a device says: all that `createDevice` and `register` of the SDK are given, as JSON. */
export function registrationPayload(given: {
  server: string
  appid: string
  device: { model_id: string; sn: string }
  ticket: string
}): string {
  const { server, appid, device, ticket } = given
  return JSON.stringify({ server, appid, modelId: device.model_id, sn: device.sn, snTicket: ticket })
}
