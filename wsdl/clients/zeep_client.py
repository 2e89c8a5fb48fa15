"""A client of the CDC 2011 service with zeep (Debian: python3-zeep).

    zeep_client.py URL test TEXT
    zeep_client.py URL submit USERNAME FACILITY FILE     secret in IIS_SECRET

Prints what the service returned. A SOAP fault goes to stderr, exit code 5.
"""
import os
import sys

import zeep

url, operation, *arguments = sys.argv[1:]
client = zeep.Client(f"{url}?wsdl")

try:
    if operation == "test":
        answer = client.service.connectivityTest(echoBack=arguments[0])
    else:
        username, facility, path = arguments
        with open(path, encoding="utf-8") as file:
            message = file.read().replace("\n", "\r")  # HL7 ends a segment with CR
        answer = client.service.submitSingleMessage(
            username=username,
            password=os.environ["IIS_SECRET"],
            facilityID=facility,
            hl7Message=message,
        )
except zeep.exceptions.Fault as fault:
    typed = fault.detail[0]  # SecurityFault, MessageTooLargeFault, UnsupportedOperationFault or fault
    namespace = {"c": "urn:cdc:iisb:2011"}
    print(typed.tag.split("}")[1], file=sys.stderr)
    print(typed.findtext("c:Reason", namespaces=namespace), file=sys.stderr)
    print(typed.findtext("c:Detail", namespaces=namespace), file=sys.stderr)
    sys.exit(5)

sys.stdout.write(answer)
