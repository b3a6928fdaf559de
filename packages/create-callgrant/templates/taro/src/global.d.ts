/// <reference types="@tarojs/taro" />

/** Taro replaces these when it compiles. */
declare const process: { env: { TARO_ENV: string; TARO_PLATFORM: string } }
declare const BACK_END: string
declare module '*.css'
