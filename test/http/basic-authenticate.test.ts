import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { basicCredentials } from "../../src/http/basic-authenticate.ts";

const encode = (pair: string): string => Buffer.from(pair, "utf8").toString("base64");

describe("basicCredentials()", () => {
  test.each([
    { header: `Basic ${encode("id:token")}`, password: "token" },
    { header: `basic ${encode("id:token")}`, password: "token" },
    { header: `BASIC   ${encode("id:token")}`, password: "token" },
    { header: `Basic ${encode("id:to:ken")}`, password: "to:ken" },
    { header: `Basic ${encode("id::")}`, password: ":" },
    { header: `Basic ${encode("id: token ")}`, password: " token " },
    { header: `Basic ${encode("id:tökén")}`, password: "tökén" },
    { header: `Basic ${encode("id:tok").replace(/=+$/, "")}`, password: "tok" },
  ])("reads $header as password $password", ({ header, password }) => {
    expect(basicCredentials(header)).toEqual({ user: "id", password });
  });

  test.each([
    { header: "", why: "no header" },
    { header: "Basic", why: "no credentials" },
    { header: "Basic ", why: "empty credentials" },
    { header: `Bearer ${encode("id:token")}`, why: "another scheme" },
    { header: `xBasicx ${encode("id:token")}`, why: "a scheme that contains basic" },
    { header: `Basic ${encode("id:token")} more`, why: "more than one word" },
    { header: `Basic ${encode("id:token")}, Basic ${encode("id:token")}`, why: "two credentials" },
    { header: "Basic id:token", why: "no base64" },
    { header: "Basic aWQ6dG9r=", why: "misplaced padding" },
    { header: "Basic aWQ6dG9rZ", why: "an impossible length" },
    { header: `Basic ${encode("idtoken")}`, why: "no colon" },
    { header: `Basic ${encode(":token")}`, why: "no user" },
    { header: `Basic ${encode("id:")}`, why: "no password" },
    { header: `Basic ${encode("id:tok\u0000en")}`, why: "a control character" },
    { header: `Basic ${encode("id:token\r\n")}`, why: "a line end" },
  ])("refuses $why", ({ header }) => {
    expect(basicCredentials(header)).toBeUndefined();
  });

  test("gives back any user without colon and any password", () => {
    const text = fc.string({ minLength: 1, maxLength: 50 }).filter((each) => !/\p{Cc}/u.test(each));
    fc.assert(
      fc.property(
        text.filter((each) => !each.includes(":")),
        text,
        (user, password) => {
          expect(basicCredentials(`Basic ${encode(`${user}:${password}`)}`)).toEqual({ user, password });
        },
      ),
    );
  });
});
