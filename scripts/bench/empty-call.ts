import { serveComparison } from "./comparison-server.ts";

/* Comparison stack 1: what a SOAP call costs when nothing is done with it. */
await serveComparison(async () => {});
