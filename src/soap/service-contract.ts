/** Target namespace of the service, its elements and its actions. */
export const SERVICE_NAMESPACE = "urn:cdc:iisb:2011";
/** `service` and `port` of the WSDL. */
export const SERVICE_NAME = "client_Service";
export const PORT_NAME = "client_Port_Soap12";

export type ParameterName = "echoBack" | "username" | "password" | "facilityID" | "hl7Message";
export type OperationName = "connectivityTest" | "submitSingleMessage";

/** One operation of the WSDL. */
export interface Operation {
  readonly name: OperationName;
  /** Children that may stand in the operation's element, each at most once, in any order. */
  readonly parameters: readonly ParameterName[];
  /** Children that must stand there. hl7Message is not among them: its absence is told after the log-in. */
  readonly required: readonly ParameterName[];
  /** The one that is bounded by MESSAGE_BYTES_MAX; all others by `credentialCharsMax`. */
  readonly payload: ParameterName;
  /** WS-Addressing action of the answer. */
  readonly replyAction: string;
  readonly source: string;
}

export const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  connectivityTest: {
    name: "connectivityTest",
    parameters: ["echoBack"],
    required: ["echoBack"],
    payload: "echoBack",
    replyAction: `${SERVICE_NAMESPACE}:connectivityTestResponse`,
    source: "CDC WSDL 2011, connectivityTestRequestType",
  },
  submitSingleMessage: {
    name: "submitSingleMessage",
    parameters: ["username", "password", "facilityID", "hl7Message"],
    required: [],
    payload: "hl7Message",
    replyAction: `${SERVICE_NAMESPACE}:submitSingleMessageResponse`,
    source: "CDC WSDL 2011, submitSingleMessageRequestType",
  },
};

/** @returns the operation whose request element has that name, or undefined; names are case-sensitive */
export function operationOf(namespace: string, local: string): Operation | undefined {
  if (namespace !== SERVICE_NAMESPACE) return undefined;
  return Object.values(OPERATIONS).find((operation) => operation.name === local);
}
