"""A token and the first page of invoices, with requests.

python docs/examples/get_token.py [http://127.0.0.1:6744]
"""

import os
import sys

import requests

TIMEOUT_SECONDS = 10
HEADER = "Basic Y29zc2VuLW9zaWd1LXNlcnZpY2U6YmFzZTY0c2VjcmV0a2V5"

base_url = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("OSIGU_BASE_URL", "http://127.0.0.1:6744")

answer = requests.post(
    f"{base_url}/v1/oauth/token",
    params={"grant_type": "client_credentials"},
    headers={"Authorization": HEADER},
    timeout=TIMEOUT_SECONDS,
)
answer.raise_for_status()
token = answer.json()["access_token"]
print(token)

invoices = requests.get(
    f"{base_url}/v1/invoices",
    headers={"Authorization": f"Bearer {token}"},
    timeout=TIMEOUT_SECONDS,
)
invoices.raise_for_status()
print(invoices.text)
