# What telling.py does, for the shell: `invoices` prints an answer, or fails and says why on stderr; `renew` sets TOKEN.
told() {
  local answer
  if answer=$(invoices 2>&1); then
    echo "$answer" | sed -n 's/.*"total_elements": *\([0-9]*\).*/\1 invoices/p'
  else
    echo "exit $?: $(echo "$answer" | grep -v '^$' | tail -1 | sed 's/[\\"]/\\&/g')"
  fi
}

tell() { # client
  renew
  local first second
  first=$(told)
  second=$(told)
  renew
  printf '{"client": "%s", "calls": ["%s", "%s", "%s"]}\n' "$1" "$first" "$second" "$(told)"
}
