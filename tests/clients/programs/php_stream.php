<?php
require __DIR__ . '/tell.php';
$token = '';

function asked(string $method, string $url, string $authorization): string
{
    $http = ['method' => $method, 'header' => "Authorization: $authorization"];
    $answer = @file_get_contents($url, false, stream_context_create(['http' => $http]));
    if ($answer === false) {
        throw new ErrorException(error_get_last()['message']);
    }
    return $answer;
}

// configure
$renew = function () use (&$token): void {
    $basic = 'Basic ' . base64_encode(CLIENT_ID . ':' . CLIENT_SECRET);
    $token = json_decode(asked('POST', TOKEN_URL . '?grant_type=client_credentials', $basic))->access_token;
};
// end
$invoices = function () use (&$token): string {
    return asked('GET', INVOICES_URL, "Bearer $token");
};
tell('streams of PHP ' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . '.' . PHP_RELEASE_VERSION, $invoices, $renew);
