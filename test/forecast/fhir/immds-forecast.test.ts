import { describe, expect, test } from "vitest";
import { immdsForecast } from "../../../src/forecast/fhir/immds-forecast.ts";
import { forecastService } from "../../support/fictitious-schedule.ts";

const LOADED = forecastService().loaded();

const PATIENT = { resourceType: "Patient", id: "p1", birthDate: "2020-01-31", gender: "female" };

function immunization(id: string, day: string, cvx: string, rest: object = {}) {
  return {
    name: "immunization",
    resource: {
      resourceType: "Immunization",
      id,
      status: "completed",
      vaccineCode: { coding: [{ system: "http://hl7.org/fhir/sid/cvx", code: cvx }] },
      occurrenceDateTime: day,
      ...rest,
    },
  };
}

const DATE = { name: "assessmentDate", valueDate: "2020-06-01" };

function asked(...parameter: readonly object[]): object {
  return { resourceType: "Parameters", parameter };
}

describe("immdsForecast()", () => {
  test("answers evaluations and one recommendation", () => {
    const first = immunization("a", "2020-03-08T10:00:00-06:00", "08");
    const second = immunization("b", "2020-04-01", "08");
    const { httpStatus, body } = immdsForecast(
      asked(DATE, { name: "patient", resource: PATIENT }, first, second),
      LOADED,
    );
    expect(httpStatus).toBe(200);
    expect(body).toMatchObject({
      resourceType: "Parameters",
      parameter: [
        {
          name: "evaluation",
          resource: {
            resourceType: "ImmunizationEvaluation",
            patient: { reference: "Patient/p1" },
            immunizationEvent: { reference: "Immunization/a" },
            doseStatus: { coding: [{ code: "notvalid" }], text: "Not Valid" },
            doseStatusReason: [{ text: "Not Valid" }, { text: "Too young" }, expect.anything()],
            doseNumberPositiveInt: 1,
          },
        },
        {
          name: "evaluation",
          resource: {
            immunizationEvent: { reference: "Immunization/b" },
            doseStatus: { coding: [{ code: "valid" }] },
          },
        },
        {
          name: "recommendation",
          resource: {
            resourceType: "ImmunizationRecommendation",
            date: "2020-06-01",
            authority: { display: "CDC CDSi supporting data 1.0" },
            recommendation: [
              {
                vaccineCode: [{ coding: [{ system: "http://hl7.org/fhir/sid/cvx", code: "45" }] }],
                forecastStatus: { coding: [{ code: "due" }] },
                doseNumberPositiveInt: 2,
                dateCriterion: [
                  { code: { coding: [{ code: "30981-5" }] }, value: "2020-04-29" },
                  { code: { coding: [{ code: "30980-7" }] }, value: "2020-05-31" },
                  { code: { coding: [{ code: "59778-1" }] }, value: "2020-07-28" },
                ],
              },
              { vaccineCode: [{ coding: [{ code: "03" }] }] },
            ],
          },
        },
      ],
    });
  });

  test("says overdue after the past due date", () => {
    const late = { name: "assessmentDate", valueDate: "2020-07-29" };
    const { body } = immdsForecast(asked(late, { name: "patient", resource: PATIENT }), LOADED);
    expect(JSON.stringify(body)).toContain('"code":"overdue"');
  });

  test("leaves out what was not done, and takes a subpotent dose as none that counts", () => {
    const notDone = immunization("x", "2020-04-01", "08", { status: "not-done" });
    const weak = immunization("y", "2020-04-01", "08", { isSubpotent: true });
    const { body } = immdsForecast(
      asked(DATE, { name: "patient", resource: PATIENT }, notDone, weak),
      LOADED,
    );
    const text = JSON.stringify(body);
    expect(text).not.toContain("Immunization/x");
    expect(text).toContain("Sub-standard");
  });

  test("names no patient that the request did not name", () => {
    const nameless = { ...PATIENT, id: "<script>" };
    const { httpStatus, body } = immdsForecast(asked(DATE, { name: "patient", resource: nameless }), LOADED);
    expect([httpStatus, JSON.stringify(body).includes("script")]).toEqual([200, false]);
  });

  test.each(["9999-12-31", "0000-01-01", "1900-02-28"])("forecasts somebody born on %s", (birthDate) => {
    const born = { name: "patient", resource: { ...PATIENT, birthDate } };
    const { httpStatus } = immdsForecast(asked(DATE, born, immunization("a", "2020-04-01", "08")), LOADED);
    expect(httpStatus).toBe(200);
  });

  const patient = { name: "patient", resource: PATIENT };
  test.each([
    { name: "no JSON object", body: "hello", text: "must be a FHIR Parameters" },
    { name: "null", body: null, text: "must be a FHIR Parameters" },
    { name: "another resource", body: PATIENT, text: "must be a FHIR Parameters" },
    {
      name: "no parameters",
      body: { resourceType: "Parameters" },
      text: "one parameter assessmentDate, not 0",
    },
    { name: "two patients", body: asked(DATE, patient, patient), text: "one parameter patient, not 2" },
    {
      name: "no date",
      body: asked({ name: "assessmentDate", valueDate: "2020" }, patient),
      text: "valueDate that names a day",
    },
    {
      name: "no birth date",
      body: asked(DATE, { name: "patient", resource: { resourceType: "Patient" } }),
      text: "birthDate must name a day",
    },
    {
      name: "a patient that is none",
      body: asked(DATE, { name: "patient", resource: "x" }),
      text: "must hold a Patient",
    },
    {
      name: "an immunization that is none",
      body: asked(DATE, patient, { name: "immunization", resource: PATIENT }),
      text: "must hold an Immunization",
    },
    {
      name: "a dose without day",
      body: asked(DATE, patient, immunization("a", "2020-04", "08")),
      text: "occurrenceDateTime must name a day",
    },
    {
      name: "a dose without CVX",
      body: asked(DATE, patient, immunization("a", "2020-04-01", "08", { vaccineCode: { text: "secret" } })),
      text: "needs a coding of",
    },
    {
      name: "too much",
      body: asked(...Array.from({ length: 501 }, () => DATE)),
      text: "more than 500 parameters",
    },
  ])("refuses $name", ({ body, text }) => {
    const answer = immdsForecast(body, LOADED);
    expect(answer.httpStatus).toBe(400);
    expect(answer.body).toMatchObject({ resourceType: "OperationOutcome" });
    expect(JSON.stringify(answer.body)).toContain(text);
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  });

  test("answers 503 without data", () => {
    expect(immdsForecast(asked(DATE, patient), undefined)).toMatchObject({
      httpStatus: 503,
      body: { issue: [{ code: "transient" }] },
    });
  });
});
