<?php
require 'GuzzleHttp/autoload.php';
require __DIR__ . '/tell.php';
$token = '';

// configure
$http = new GuzzleHttp\Client(['auth' => [CLIENT_ID, CLIENT_SECRET]]);
$renew = function () use (&$token, $http): void {
    $answer = $http->post(TOKEN_URL, ['query' => ['grant_type' => 'client_credentials']]);
    $token = json_decode($answer->getBody())->access_token;
};
// end
$invoices = function () use (&$token): string {
    $answer = (new GuzzleHttp\Client())->get(INVOICES_URL, ['headers' => ['Authorization' => "Bearer $token"]]);
    return $answer->getBody();
};
tell('Guzzle ' . GuzzleHttp\ClientInterface::MAJOR_VERSION, $invoices, $renew);
