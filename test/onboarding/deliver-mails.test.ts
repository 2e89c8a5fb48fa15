import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Mail } from "../../src/documents/mail.ts";
import { deliverMails, retryWaitMs } from "../../src/onboarding/deliver-mails.ts";
import { showOnboarding } from "../../src/onboarding/show-onboarding.ts";
import { ROOT } from "../support/administration.ts";
import { ENGINES, freshPlace, type TestPlace } from "../support/databases.ts";
import { day, morningOf } from "../support/onboarding.ts";
import { type TestOnboarding, testOnboarding } from "../support/onboarding-place.ts";

const MINUTE_MS = 60_000;

describe.each(ENGINES)("deliverMails() on %s", (engine) => {
  let place: TestPlace;
  let world: TestOnboarding;
  let org: string;
  let posted: Mail[];
  let isOpen: boolean;

  const post = async (mail: Mail): Promise<void> => {
    if (!isOpen) throw new Error("closed");
    posted.push(mail);
  };
  const later = (ms: number): void => world.app.setClock(world.app.calendarClock() + ms);

  beforeEach(async () => {
    place = await freshPlace(engine);
    world = await testOnboarding(place);
    org = (await world.organization("N1")).id;
    await world.walk(org, "confirm-plan");
    world.app.setClock(morningOf(day("2026-01-09")));
    [posted, isOpen] = [[], true];
  });
  afterEach(async () => {
    await place.remove();
  });

  test("sends each mail once, with its letter, whoever calls", async () => {
    const [one, other] = await Promise.all([deliverMails(world.deps, post), deliverMails(world.deps, post)]);
    expect(one.sent + other.sent).toBe(2);
    expect(posted.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^Invitation .*\(MIIC-2026-\d{6}\)$/),
      expect.stringMatching(/^Your onboarding plan is confirmed/),
    ]);
    expect(posted[0]?.attachments).toMatchObject([{ mediaType: "application/pdf" }]);
    expect(await deliverMails(world.deps, post)).toEqual({ sent: 0, waiting: 0, failed: 0 });
  });

  test("tries again after a minute, then ever more seldom, and gives up with a task", async () => {
    isOpen = false;
    expect(await deliverMails(world.deps, post)).toEqual({ sent: 0, waiting: 2, failed: 0 });
    expect(await deliverMails(world.deps, post)).toEqual({ sent: 0, waiting: 0, failed: 0 });
    for (let attempt = 1; attempt < 11; attempt += 1) {
      later(retryWaitMs(attempt));
      expect(await deliverMails(world.deps, post)).toMatchObject({ waiting: 2, failed: 0 });
    }
    later(retryWaitMs(11));
    expect(await deliverMails(world.deps, post)).toMatchObject({ waiting: 0, failed: 2 });
    expect(await world.deps.store.listUnsentMails(10)).toEqual([]);
    const { openTasks } = await showOnboarding(world.deps, ROOT, org);
    const told = openTasks.filter(({ kind }) => kind === "mail-not-sent");
    expect(told.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^MIIC-2026-/),
      expect.stringMatching(/^MIIC-2026-/),
    ]);
  });

  test("goes on when the way out opens again", async () => {
    isOpen = false;
    await deliverMails(world.deps, post);
    [isOpen] = [true];
    later(MINUTE_MS);
    expect(await deliverMails(world.deps, post)).toEqual({ sent: 2, waiting: 0, failed: 0 });
  });

  test.each([
    [0, MINUTE_MS],
    [3, 8 * MINUTE_MS],
    [11, 360 * MINUTE_MS],
  ])("retryWaitMs() after %i attempts is %i ms", (attempts, ms) => {
    expect(retryWaitMs(attempts)).toBe(ms);
  });
});
