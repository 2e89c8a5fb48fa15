/** What the fault simulator can answer an organization in the test realm (decision D30). */
export const SIMULATIONS = ["busy", "too-large", "slow", "security", "AE", "AR"] as const;
export type Simulation = (typeof SIMULATIONS)[number];

/** @returns whether `text` names a simulation */
export function isSimulation(text: string): text is Simulation {
  return SIMULATIONS.some((simulation) => simulation === text);
}
