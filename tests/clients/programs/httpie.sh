#!/usr/bin/env bash
. "$(dirname "$0")/tell.sh"

# configure
renew() {
  TOKEN=$(http --ignore-stdin --check-status --body --form -a "$OSIGU_CLIENT_ID:$OSIGU_CLIENT_SECRET" \
    POST "$OSIGU_TOKEN_URL" grant_type=client_credentials | cut -d '"' -f 4)
}
# end
invoices() { http --ignore-stdin --check-status --body "$OSIGU_BASE_URL/v1/invoices" "Authorization: Bearer $TOKEN"; }

tell "httpie $(http --version)"
