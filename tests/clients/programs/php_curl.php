<?php
require __DIR__ . '/tell.php';
$token = '';

function asked(array $options): string
{
    $handle = curl_init();
    curl_setopt_array($handle, $options + [CURLOPT_RETURNTRANSFER => true, CURLOPT_FAILONERROR => true]);
    $answer = curl_exec($handle);
    if ($answer === false) {
        throw new RuntimeException(curl_error($handle));
    }
    return $answer;
}

// configure
$renew = function () use (&$token): void {
    $url = TOKEN_URL . '?grant_type=client_credentials';
    $answer = asked([CURLOPT_URL => $url, CURLOPT_POST => true, CURLOPT_USERPWD => CLIENT_ID . ':' . CLIENT_SECRET]);
    $token = json_decode($answer)->access_token;
};
// end
$invoices = function () use (&$token): string {
    return asked([CURLOPT_URL => INVOICES_URL, CURLOPT_HTTPHEADER => ["Authorization: Bearer $token"]]);
};
tell('curl of PHP ' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . '.' . PHP_RELEASE_VERSION, $invoices, $renew);
