<?php
// A client of the CDC 2011 service with PHP's SoapClient (Debian: php-cli, php-soap).
//
//   php soap_client.php URL test TEXT
//   php soap_client.php URL submit USERNAME FACILITY FILE     secret in IIS_SECRET
//
// Speaks SOAP 1.2; SOAP_VERSION=1.1 makes it speak 1.1. Prints what the service returned.
// A SOAP fault goes to stderr, exit code 5.

[, $url, $operation] = $argv;
$client = new SoapClient("$url?wsdl", [
    'soap_version' => getenv('SOAP_VERSION') === '1.1' ? SOAP_1_1 : SOAP_1_2,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'exceptions' => true,
]);

try {
    if ($operation === 'test') {
        $answer = $client->connectivityTest(['echoBack' => $argv[3]]);
    } else {
        [, , , $username, $facility, $path] = $argv;
        $message = str_replace("\n", "\r", file_get_contents($path)); // HL7 ends a segment with CR
        $answer = $client->submitSingleMessage([
            'username' => $username,
            'password' => getenv('IIS_SECRET'),
            'facilityID' => $facility,
            'hl7Message' => $message,
        ]);
    }
} catch (SoapFault $fault) {
    // SecurityFault, MessageTooLargeFault, UnsupportedOperationFault or fault
    foreach (get_object_vars($fault->detail) as $name => $typed) {
        fwrite(STDERR, "$name\n" . ($typed->Reason->enc_value ?? $typed->Reason) . "\n$typed->Detail\n");
    }
    exit(5);
}

echo $answer->return;
