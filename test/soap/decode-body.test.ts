import { describe, expect, test } from "vitest";
import { decodeBody } from "../../src/soap/decode-body.ts";

const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const utf16le = (text: string): Buffer => Buffer.from(text, "utf16le");
const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();
const declared = (name: string): string => `<?xml version='1.0' encoding='${name}'?><a>ñ</a>`;

describe("decodeBody()", () => {
  test.each([
    { what: "UTF-8 unless told otherwise", body: utf8("<a>ñ</a>"), type: undefined, text: "<a>ñ</a>" },
    {
      what: "a UTF-8 mark before the charset",
      body: utf8("\uFEFF<a>ñ</a>"),
      type: "text/xml; charset=iso-8859-1",
      text: "<a>ñ</a>",
    },
    {
      what: "the charset before the declaration",
      body: utf8(declared("ISO-8859-1")),
      type: 'text/xml; charset="UTF-8"',
      text: declared("ISO-8859-1"),
    },
    {
      what: "the declaration",
      body: latin1(declared("iso-8859-1")),
      type: "text/xml",
      text: declared("iso-8859-1"),
    },
    {
      what: "windows-1252",
      body: Buffer.from([0x3c, 0x61, 0x3e, 0x93, 0xe9]),
      type: "text/xml; charset=windows-1252",
      text: "<a>“é",
    },
    { what: "us-ascii", body: utf8("<a>n</a>"), type: "text/xml; charset=us-ascii", text: "<a>n</a>" },
    {
      what: "UTF-16LE by mark",
      body: utf16le("\uFEFF<a>漢</a>"),
      type: "text/xml; charset=utf-8",
      text: "<a>漢</a>",
    },
    { what: "UTF-16BE by mark", body: utf16be("\uFEFF<a>漢</a>"), type: undefined, text: "<a>漢</a>" },
    {
      what: "UTF-16LE by its first character",
      body: utf16le("<a>漢</a>"),
      type: undefined,
      text: "<a>漢</a>",
    },
    {
      what: "utf-16 without mark, big-endian",
      body: utf16be("<a>漢</a>"),
      type: "text/xml; charset=UTF-16",
      text: "<a>漢</a>",
    },
    { what: "an empty body", body: utf8(""), type: undefined, text: "" },
  ])("reads $what", ({ body, type, text }) => {
    expect(decodeBody(body, type)).toBe(text);
  });

  test.each([
    { what: "Latin-1 bytes as UTF-8", body: latin1("<a>ñ</a>"), type: "text/xml; charset=utf-8" },
    { what: "a cut UTF-8 sequence", body: utf8("<a>ñ").subarray(0, 4), type: undefined },
    { what: "an overlong UTF-8 form", body: Buffer.from([0x3c, 0xc0, 0xbc]), type: undefined },
    { what: "bytes above 7F as us-ascii", body: latin1("<a>ñ</a>"), type: "text/xml; charset=us-ascii" },
    { what: "an odd number of UTF-16 bytes", body: utf16le("\uFEFF<a/>").subarray(0, 9), type: undefined },
    { what: "a lone surrogate", body: utf16le("\uFEFF<a>\uD800</a>"), type: undefined },
    { what: "UTF-32", body: Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), type: undefined },
    { what: "EBCDIC by charset", body: utf8("<a/>"), type: "text/xml; charset=ibm037" },
    { what: "UTF-7 by declaration", body: utf8(declared("UTF-7")), type: undefined },
    { what: "an empty charset", body: utf8("<a/>"), type: "text/xml; charset=" },
    { what: "a name of Object.prototype", body: utf8("<a/>"), type: "text/xml; charset=constructor" },
  ])("does not read $what", ({ body, type }) => {
    expect(decodeBody(body, type)).toBeUndefined();
  });

  test.each([
    'application/soap+xml; action="a; charset=klingon"',
    'application/soap+xml; action="a\\"; charset=klingon"; charset=utf-8',
    "application/soap+xml; charset=utf-8; charset=klingon",
    "application/soap+xml;CharSet = utf-8",
  ])("takes no charset out of %s", (type) => {
    expect(decodeBody(utf8("é"), type)).toBe("é");
  });
});
