<?php
// What telling.py does, for PHP.
define('TOKEN_URL', getenv('OSIGU_TOKEN_URL'));
define('INVOICES_URL', getenv('OSIGU_BASE_URL') . '/v1/invoices');
define('CLIENT_ID', getenv('OSIGU_CLIENT_ID'));
define('CLIENT_SECRET', getenv('OSIGU_CLIENT_SECRET'));

function tell(string $client, callable $invoices, callable $renew): void
{
    $renew();
    $calls = [told($invoices), told($invoices)];
    $renew();
    $calls[] = told($invoices);
    echo json_encode(['client' => $client, 'calls' => $calls], JSON_UNESCAPED_SLASHES), "\n";
}

function told(callable $invoices): string
{
    try {
        return json_decode($invoices(), true, 32, JSON_THROW_ON_ERROR)['page']['total_elements'] . ' invoices';
    } catch (Throwable $error) {
        return get_class($error) . ': ' . trim(strtok($error->getMessage(), "\n"));
    }
}
