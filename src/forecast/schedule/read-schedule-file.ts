import { type ElementReader, listOf } from "./element-reader.ts";
import type {
  AntigenAssociation,
  CodedObservation,
  Schedule,
  VaccineConflict,
  VaccineGroup,
} from "./schedule.ts";

/** What `ScheduleSupportingData.xml` holds: everything but the antigens. */
export type ScheduleFile = Omit<Schedule, "antigens">;

function associationOf(reader: ElementReader): AntigenAssociation {
  return {
    antigen: reader.required("antigen"),
    beginAge: reader.duration("associationBeginAge"),
    endAge: reader.duration("associationEndAge"),
  };
}

function vaccinesOf(root: ElementReader): Schedule["vaccines"] {
  return new Map(
    root
      .child("cvxToAntigenMap")
      .children("cvxMap")
      .map((map) => [map.required("cvx"), map.children("association").map(associationOf)]),
  );
}

function conflictsOf(root: ElementReader): Schedule["conflicts"] {
  const conflicts = new Map<string, Map<string, VaccineConflict>>();
  for (const row of root.child("liveVirusConflicts").children("liveVirusConflict")) {
    const current = row.child("current").required("cvx");
    const rows = conflicts.get(current) ?? new Map<string, VaccineConflict>();
    rows.set(row.child("previous").required("cvx"), {
      begin: row.requiredDuration("conflictBeginInterval"),
      minimumEnd: row.requiredDuration("minConflictEndInterval"),
      end: row.requiredDuration("conflictEndInterval"),
    });
    conflicts.set(current, rows);
  }
  return conflicts;
}

function groupsOf(root: ElementReader): readonly VaccineGroup[] {
  const antigens = new Map(
    root
      .child("vaccineGroupToAntigenMap")
      .children("vaccineGroupMap")
      .map((map) => [map.required("name"), map.texts("antigen")]),
  );
  return root
    .child("vaccineGroups")
    .children("vaccineGroup")
    .map((group) => {
      const name = group.required("name");
      const members = antigens.get(name) ?? [];
      if (members.length === 0) group.report(`the vaccine group ${name} has no antigen`);
      return { name, antigens: members, administerFull: group.yes("administerFullVaccineGroup") };
    });
}

function observationOf(reader: ElementReader): CodedObservation {
  return {
    code: reader.required("observationCode"),
    title: reader.text("observationTitle") ?? "",
    values: reader
      .child("codedValues")
      .children("codedValue")
      .flatMap((value) =>
        // Systems are told apart by their name; a repeated code does no harm.
        listOf(value.text("code")).map((code) => ({ code, system: value.text("codeSystem") ?? "" })),
      ),
  };
}

/** @param root the element `scheduleSupportingData` */
export function readScheduleFile(root: ElementReader): ScheduleFile {
  return {
    vaccines: vaccinesOf(root),
    vaccineGroups: groupsOf(root),
    conflicts: conflictsOf(root),
    observations: new Map(
      root
        .child("observations")
        .children("observation")
        .map(observationOf)
        .map((observation) => [observation.code, observation]),
    ),
  };
}
