#!/usr/bin/env bash
# Both calls of Osigu's authentication page, with curl. The one difference is the host.
#   bash docs/examples/curl.sh [http://127.0.0.1:6744]
set -euo pipefail
BASE_URL=${1:-${OSIGU_BASE_URL:-http://127.0.0.1:6744}}

# The header is cossen-osigu-service:base64secretkey in Base64: the pair that the page shows.
curl --silent --show-error --fail --request POST \
  "$BASE_URL/v1/oauth/token?grant_type=client_credentials" \
  --header 'Authorization: Basic Y29zc2VuLW9zaWd1LXNlcnZpY2U6YmFzZTY0c2VjcmV0a2V5'
echo

# The page's own token works too, so this call needs nothing from the first one.
curl --silent --show-error --fail \
  "$BASE_URL/v1/invoices" \
  --header 'Authorization: Bearer 20c53bc6-641e-4965-9473-bde902befac4'
echo
