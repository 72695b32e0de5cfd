#!/usr/bin/env bash
. "$(dirname "$0")/tell.sh"

# configure
renew() {
  TOKEN=$(curl --silent --show-error --fail --user "$OSIGU_CLIENT_ID:$OSIGU_CLIENT_SECRET" \
    --request POST "$OSIGU_TOKEN_URL?grant_type=client_credentials" | cut -d '"' -f 4)
}
# end
invoices() { curl --silent --show-error --fail --header "Authorization: Bearer $TOKEN" "$OSIGU_BASE_URL/v1/invoices"; }

tell "$(curl --version | sed -n '1s/^\(curl [^ ]*\).*/\1/p')"
