import { describe, expect, test } from "vitest";
import { renderHtml } from "../../src/console/html.ts";
import { barChart, intervalBar, sparkline } from "../../src/console/charts.ts";
import { dueMark } from "../../src/console/due-mark.ts";
import { qrCode } from "../../src/console/qr-code.ts";
import {
  boundsText,
  bytesText,
  counted,
  countText,
  day,
  daysLeftText,
  instant,
  instantText,
  percentText,
} from "../../src/console/show-values.ts";

const plain = (text: string): string => text.replaceAll("\u00A0", " ");

describe("numbers and times", () => {
  test.each([
    { share: null, shown: "–" },
    { share: 0, shown: "0 %" },
    { share: 1, shown: "100 %" },
    { share: 0.9791, shown: "97.9 %" },
    { share: 0.9996, shown: "> 99.9 %" },
    { share: 0.0004, shown: "< 0.1 %" },
  ])("percentText($share) is $shown", ({ share, shown }) => {
    expect(plain(percentText(share))).toBe(shown);
  });

  test.each([
    { bounds: [0.829, 0.9286], shown: "82.9–92.9 %" },
    { bounds: [0, 1], shown: "0–100 %" },
    { bounds: [null, null], shown: "–" },
  ] as const)("boundsText($bounds) is $shown", ({ bounds: [lower, upper], shown }) => {
    expect(plain(boundsText(lower, upper))).toBe(shown);
  });

  test.each([
    { bytes: 812, shown: "812 B" },
    { bytes: 2_100, shown: "2.1 KB" },
    { bytes: 1_400_000, shown: "1.4 MB" },
  ])("bytesText($bytes) is $shown", ({ bytes, shown }) => {
    expect(plain(bytesText(bytes))).toBe(shown);
  });

  test("countText() and counted() group thousands and say one or many", () => {
    expect(countText(1_204)).toBe("1,204");
    expect(plain(counted(1, "message"))).toBe("1 message");
    expect(plain(counted(0, "message"))).toBe("0 messages");
  });

  test.each([
    { at: "2026-11-18T15:42:00Z", shown: "2026-11-18 09:42" },
    { at: "2026-07-01T04:30:00Z", shown: "2026-06-30 23:30" },
    { at: "no time", shown: "–" },
  ])("instantText($at) is $shown in Minnesota", ({ at, shown }) => {
    expect(instantText(at)).toBe(shown);
    expect(renderHtml(instant(at))).toContain(shown);
  });

  test.each([
    { daysLeft: -1, words: "1 business day late", kind: "bad" },
    { daysLeft: 0, words: "due today", kind: "attention" },
    { daysLeft: 3, words: "in 3 business days", kind: "attention" },
    { daysLeft: 4, words: "in 4 business days", kind: "quiet" },
  ])("dueMark($daysLeft) says $words", ({ daysLeft, words, kind }) => {
    expect(plain(daysLeftText(daysLeft))).toBe(words);
    expect(renderHtml(dueMark(daysLeft))).toContain(kind);
  });

  test("day() is the day, or a dash", () => {
    expect([day("2026-11-18"), day(undefined)]).toEqual(["2026-11-18", "–"]);
  });
});

describe("charts", () => {
  test("sparkline() draws days with traffic and says first, lowest and last", () => {
    const days = [
      { day: "2026-11-02", passed: 9, failed: 1 },
      { day: "2026-11-03", passed: 0, failed: 0 },
      { day: "2026-11-04", passed: 4, failed: 6 },
      { day: "2026-11-05", passed: 10, failed: 0 },
    ];
    const drawn = plain(renderHtml(sparkline(days, "Rule a")));
    expect(drawn).toContain("90 % on 2026-11-02, lowest 40 %, 100 % on 2026-11-05");
    expect(drawn.match(/points="([^"]*)"/)?.[1]?.split(" ")).toHaveLength(3);
    expect(renderHtml(sparkline([], "Rule a"))).toContain("no traffic");
  });

  test("intervalBar() says rate, bounds, target and floor, and nothing of what was not counted", () => {
    const facts = { rate: 0.9, lower: 0.85, upper: 0.95, target: 0.99, floor: 0.95 };
    expect(plain(renderHtml(intervalBar(facts)))).toContain(
      "<title>90 %, between 85 % and 95 %; target 99 %, floor 95 %</title>",
    );
    const none = { rate: null, lower: null, upper: null, target: 0.99, floor: 0.95 };
    expect(renderHtml(intervalBar(none))).not.toContain("<svg");
  });

  test.each([
    { rate: 0, lower: 0, upper: 0.1 },
    { rate: 1, lower: 0.2, upper: 1 },
  ])("intervalBar() stays within its box for a rate of $rate", (bounds) => {
    const drawn = renderHtml(intervalBar({ ...bounds, target: 1, floor: 0 }));
    const places = [...drawn.matchAll(/ (?:x|cx|x1)="([^"]+)"/g)].map(([, x]) => Number(x));
    expect(places.filter((x) => !(x >= 0 && x <= 160))).toEqual([]);
  });

  test("barChart() says the numbers of each bar and marks the marked", () => {
    const parts = [
      { kind: "AA", count: 40 },
      { kind: "AE", count: 2 },
    ] as const;
    const drawn = renderHtml(barChart([{ label: "11-02", parts, mark: "low" }], "Messages", "By day."));
    expect(drawn).toContain("<title>11-02: AA 40, AE 2, low</title>");
    expect(drawn).toContain('class="sign"');
    expect(renderHtml(barChart([], "Messages", "By day."))).toContain("Nothing was received");
  });

  test("qrCode() leaves four white modules around the dark ones", () => {
    expect(renderHtml(qrCode([[true, false]]))).toContain('viewBox="0 0 9 9"');
    expect(renderHtml(qrCode([[true, false]]))).toContain('d="M4 4h1v1h-1z"');
  });
});
