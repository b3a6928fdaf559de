/** WeChat's safe mode, against an implementation that is not ours. */

import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import WXBizMsgCrypt from 'wechat-crypto'
import {
  decryptPush,
  encryptPush,
  openPush,
  type PushFormat,
  pushSignature,
  readPush,
  writePush,
} from './envelope.ts'

const secrets = { token: 'Token123', aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }
const APP = 'cg_8fK2'
const theirs = new WXBizMsgCrypt(secrets.token, secrets.aesKey, APP)

describe('encryption', () => {
  test('is read by another implementation, and reads what that wrote, whatever the length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const { message, id } = theirs.decrypt(encryptPush(secrets, text, APP))
        expect({ message, id }).toEqual({ message: text, id: APP })
        expect(decryptPush(secrets, theirs.encrypt(text), APP)).toBe(text)
      }),
    )
  })

  test('pads to 32 bytes, also where nothing is missing, and never writes the same twice', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Buffer.from(encryptPush(secrets, 'x'.repeat(length), APP), 'base64')
      expect(bytes.length % 32).toBe(0)
      expect(theirs.decrypt(bytes.toString('base64')).message).toHaveLength(length)
    }
    expect(encryptPush(secrets, 'x', APP)).not.toBe(encryptPush(secrets, 'x', APP))
  })

  test('reads nothing of another app, of another key, or that was cut or is no base64', () => {
    const good = encryptPush(secrets, 'hello', APP)
    expect(decryptPush(secrets, good, 'other')).toBeNull()
    expect(decryptPush({ ...secrets, aesKey: `${secrets.aesKey.slice(0, 42)}A` }, good, APP)).toBeNull()
    expect(decryptPush(secrets, good.slice(0, 40), APP)).toBeNull()
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        expect(decryptPush(secrets, text, APP)).toBeNull()
      }),
    )
  })

  test('reads nothing that is padded with none, or with more than 32 bytes', () => {
    const key = Buffer.from(`${secrets.aesKey}=`, 'base64')
    const sealed = (padding: Buffer) => {
      const text = Buffer.from(`${'r'.repeat(16)}\0\0\0\u0005hello${APP}`)
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
      return Buffer.concat([cipher.update(Buffer.concat([text, padding])), cipher.final()]).toString('base64')
    }
    const missing = 32 - ((25 + APP.length) % 32)
    expect(decryptPush(secrets, sealed(Buffer.alloc(missing, missing)), APP)).toBe('hello')
    expect(decryptPush(secrets, sealed(Buffer.alloc(missing + 32, missing + 32)), APP)).toBeNull()
    expect(decryptPush(secrets, sealed(Buffer.alloc(missing)), APP)).toBeNull()
  })

  test('signs as that implementation does', () => {
    const encrypted = encryptPush(secrets, 'hello', APP)
    expect(pushSignature(secrets.token, '1709621375', '42', encrypted)).toBe(
      theirs.getSignature('1709621375', '42', encrypted),
    )
  })
})

describe('the written form', () => {
  const fields = { FromUserName: 'alice', CreateTime: 1709621375, Payload: 'a]]>b <x> & "é" 门' }

  test('is JSON, or XML with texts as CDATA', () => {
    expect(JSON.parse(writePush('json', fields))).toEqual(fields)
    expect(writePush('xml', { ToUserName: 'gh_1', CreateTime: 5 })).toBe(
      '<xml><ToUserName><![CDATA[gh_1]]></ToUserName><CreateTime>5</CreateTime></xml>',
    )
  })

  test.each<PushFormat>(['json', 'xml'])('of any payload is read back, in %s', (format) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        // An XML reader drops the blanks around a text, which says nothing to anybody here.
        const Payload = `[${text}]`
        expect(readPush(writePush(format, { Payload }))?.Payload).toBe(Payload)
      }),
    )
    expect(readPush(writePush(format, fields))?.Payload).toBe(fields.Payload)
  })

  test('has nothing in XML that no reader would take', () => {
    expect(writePush('xml', { Payload: 'a\u0001\ud800b' })).toBe(
      '<xml><Payload><![CDATA[a\ufffd\ufffdb]]></Payload></xml>',
    )
  })
})

describe('an answer', () => {
  test('is read in JSON and in XML, plain or encrypted', () => {
    expect(openPush(secrets, '{"errcode":0,"errmsg":"ok"}', APP)).toEqual({ errcode: 0, errmsg: 'ok' })
    const xml = '<xml><errcode>0</errcode><errmsg><![CDATA[ok]]></errmsg></xml>'
    expect(openPush(secrets, xml, APP)).toEqual({ errcode: '0', errmsg: 'ok' })
    for (const [inner, format] of [
      ['{"errcode":7}', 'json'],
      [xml.replace('0', '7'), 'xml'],
    ] as const) {
      const Encrypt = theirs.encrypt(inner)
      const MsgSignature = theirs.getSignature('1709621375', 'n', Encrypt)
      const outer = writePush(format, { Encrypt, MsgSignature, TimeStamp: 1709621375, Nonce: 'n' })
      expect(String(openPush(secrets, outer, APP)?.errcode)).toBe('7')
      const forged = outer.replace(
        MsgSignature,
        MsgSignature.replace(/^./, (c) => (c === '0' ? '1' : '0')),
      )
      expect(openPush(secrets, forged, APP)).toBeNull()
    }
  })

  test.each(['', 'success', '[]', 'null', '3', '<xml>', '<html></html>', '<!DOCTYPE a [<!ENTITY b "c">]>'])(
    'that is %j is none',
    (text) => {
      expect(openPush(secrets, text, APP)).toBeNull()
    },
  )

  test('expands no entity', () => {
    const text = '<!DOCTYPE a [<!ENTITY b "0">]><xml><errcode>&b;</errcode></xml>'
    expect(openPush(secrets, text, APP)?.errcode).not.toBe('0')
  })
})
