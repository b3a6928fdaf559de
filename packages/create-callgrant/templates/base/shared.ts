/** What the back end, the pages and the doors all know. It is part of the pages, so nothing here is secret. */

/** The kind of device, as the Callgrant server knows it. `setup.ts` creates it there. */
export const MODEL = { model_id: 'm_door', model_type: 'door phone', model_type_zh: '门铃' }

/** What a call carries: `video` opens the camera and the microphone, `voice` the microphone alone. */
export const CALL_KIND: 'video' | 'voice' = 'video'
