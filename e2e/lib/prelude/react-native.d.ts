/** What the documentation's React Native code calls of libraries that are too large to install here, as they declare it. */

declare const __DEV__: boolean

declare module 'react-native' {
  export const Platform: { OS: 'android' | 'ios' }
}

declare module 'react-native-callkeep' {
  export const CONSTANTS: { END_CALL_REASONS: { REMOTE_ENDED: 2; UNANSWERED: 3 } }
  const RNCallKeep: {
    setup(options: {
      ios: { appName: string; supportsVideo?: boolean }
      android: {
        alertTitle: string
        alertDescription: string
        cancelButton: string
        okButton: string
        additionalPermissions: string[]
      }
    }): Promise<boolean>
    addEventListener(
      type: 'answerCall' | 'endCall',
      handler: (args: { callUUID: string }) => void,
    ): { remove(): void }
    displayIncomingCall(
      uuid: string,
      handle: string,
      localizedCallerName?: string,
      handleType?: 'generic' | 'number' | 'email',
      hasVideo?: boolean,
    ): void
    reportEndCallWithUUID(uuid: string, reason: number): void
  }
  export default RNCallKeep
}

declare module 'react-native-voip-push-notification' {
  interface EventsPayload {
    register: string
    notification: object
    didLoadWithEvents: { name: string; data: unknown }[]
  }
  const RNVoipPushNotification: {
    RNVoipPushRemoteNotificationReceivedEvent: 'RNVoipPushRemoteNotificationReceivedEvent'
    addEventListener<Event extends keyof EventsPayload>(
      type: Event,
      handler: (args: EventsPayload[Event]) => void,
    ): void
    registerVoipToken(): void
  }
  export default RNVoipPushNotification
}

declare module '@react-native-firebase/messaging' {
  interface Messaging {
    isAutoInitEnabled: boolean
  }
  interface RemoteMessage {
    data?: Record<string, string | object>
  }
  export function getMessaging(): Messaging
  export function getToken(messaging: Messaging): Promise<string>
  export function getAPNSToken(messaging: Messaging): Promise<string | null>
  export function onTokenRefresh(messaging: Messaging, listener: (token: string) => unknown): () => void
  export function onMessage(messaging: Messaging, listener: (message: RemoteMessage) => unknown): () => void
  export function setBackgroundMessageHandler(
    messaging: Messaging,
    handler: (message: RemoteMessage) => Promise<unknown>,
  ): void
}
